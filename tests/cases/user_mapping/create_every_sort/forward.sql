create server "new ""s""" foreign data wrapper far;
create user mapping for boss server "new ""s""" options ("user" 'b');
create user mapping for "Role ""x""; --" server old options ("user" 'it''s', "Odd ""o""" E'\\');
create user mapping for public server old;
