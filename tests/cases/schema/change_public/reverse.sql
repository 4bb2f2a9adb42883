revoke all on schema public from reader;
grant all on schema public to writer;
grant usage on schema public to public;
comment on schema public is 'standard public schema';
