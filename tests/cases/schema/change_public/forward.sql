revoke all on schema public from public, writer;
grant usage on schema public to reader;
comment on schema public is 'ours';
