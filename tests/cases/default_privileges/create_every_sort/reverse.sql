alter default privileges for role boss revoke all on tables from reader;
alter default privileges for role keeper grant execute on functions to public;
alter default privileges for role keeper revoke all on schemas from reader;
alter default privileges for role keeper revoke all on tables from reader;
alter default privileges for role keeper in schema public revoke execute on functions from reader;
alter default privileges for role keeper in schema public revoke all on sequences from reader;
alter default privileges for role keeper in schema public revoke all on tables from reader, writer;
alter default privileges for role keeper in schema public revoke usage on types from reader;
