alter default privileges for role keeper grant execute on functions to public;
alter default privileges for role keeper in schema public revoke execute on functions from reader;
alter default privileges for role keeper in schema public revoke all on tables from reader;
