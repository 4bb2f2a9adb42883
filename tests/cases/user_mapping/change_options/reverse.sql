alter user mapping for "Role ""x""; --" server s options (add "user" 'a');
alter user mapping for boss server s options (drop "user");
alter user mapping for public server s options (drop new, add gone 'x', set "user" 'a');
