create table public.new (
    id integer
);
revoke all on table public.new from writer;
alter default privileges for role keeper in schema public revoke all on tables from writer;
alter default privileges for role keeper in schema public grant insert on tables to reader;
