alter foreign data wrapper no_validator validator pg_catalog.postgresql_fdw_validator;
alter foreign data wrapper options options (drop "Odd ""o""", set dbname 'old', add host 'a');
alter foreign data wrapper validator no validator;
revoke usage on foreign data wrapper options from writer;
grant usage on foreign data wrapper options to reader;
comment on foreign data wrapper options is 'old';
alter foreign data wrapper "Is ""w""" rename to was;
