create user mapping for "Role ""x""; --" server s options ("user" 'a');
create user mapping for public server s options ("user" 'a');
