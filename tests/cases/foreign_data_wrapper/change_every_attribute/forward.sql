alter foreign data wrapper was rename to "Is ""w""";
alter foreign data wrapper no_validator no validator;
alter foreign data wrapper options options (drop host, set dbname 'new', add "Odd ""o""" 'x''y');
alter foreign data wrapper validator validator pg_catalog.postgresql_fdw_validator;
revoke usage on foreign data wrapper options from reader;
grant usage on foreign data wrapper options to writer;
comment on foreign data wrapper options is 'new';
