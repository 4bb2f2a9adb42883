-- drop-table: all rows of public.new are lost
drop table public.new;
alter default privileges for role keeper in schema public revoke insert on tables from reader;
alter default privileges for role keeper in schema public grant all on tables to writer;
