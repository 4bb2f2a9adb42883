create foreign data wrapper "odd ""w""; --" options ("Odd ""o""" E'it''s; \\ ''odd''', port '5432');
grant usage on foreign data wrapper "odd ""w""; --" to reader;
grant usage on foreign data wrapper "odd ""w""; --" to writer with grant option;
comment on foreign data wrapper "odd ""w""; --" is E'it''s \\ odd';
create foreign data wrapper plain validator pg_catalog.postgresql_fdw_validator;
