alter user mapping for "Role ""x""; --" server s options (drop "user");
alter user mapping for boss server s options (add "user" 'b');
alter user mapping for public server s options (drop gone, set "user" 'b', add new 'x');
