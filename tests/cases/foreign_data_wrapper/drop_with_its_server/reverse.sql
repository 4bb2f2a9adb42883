create foreign data wrapper "goes; --" options ("odd ""o""" 'x');
grant usage on foreign data wrapper "goes; --" to reader;
comment on foreign data wrapper "goes; --" is 'x';
create server its foreign data wrapper "goes; --";
