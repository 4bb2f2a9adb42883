create server "goes; --" foreign data wrapper far options (host 'a');
comment on server "goes; --" is 'x';
create user mapping for boss server "goes; --" options ("user" 'u');
create user mapping for public server "goes; --";
