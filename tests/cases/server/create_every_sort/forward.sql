create server "odd ""s""; --" type 'odd ''t''' version '1.10' foreign data wrapper far options (host E'it''s; \\ odd', "Odd ""o""" '', port '5432');
alter server "odd ""s""; --" owner to boss;
grant usage on foreign server "odd ""s""; --" to reader;
grant usage on foreign server "odd ""s""; --" to writer with grant option;
comment on server "odd ""s""; --" is E'it''s \\ odd';
create server plain foreign data wrapper far;
