alter default privileges for role keeper revoke execute on functions from public;
alter default privileges for role keeper in schema public grant execute on functions to reader;
alter default privileges for role keeper in schema public grant select on tables to reader;
