revoke all on schema app from writer;
grant usage on schema app to reader;
comment on schema app is 'old';
