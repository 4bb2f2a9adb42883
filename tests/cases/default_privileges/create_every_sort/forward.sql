alter default privileges for role boss grant select on tables to reader;
alter default privileges for role keeper revoke execute on functions from public;
alter default privileges for role keeper grant usage on schemas to reader;
alter default privileges for role keeper grant select on tables to reader;
alter default privileges for role keeper in schema public grant execute on functions to reader;
alter default privileges for role keeper in schema public grant usage on sequences to reader;
alter default privileges for role keeper in schema public grant all on tables to writer;
alter default privileges for role keeper in schema public grant select on tables to reader;
alter default privileges for role keeper in schema public grant usage on types to reader with grant option;
