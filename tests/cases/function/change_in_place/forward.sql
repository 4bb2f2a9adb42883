create or replace function public.f(a integer default 5)
returns integer
language plpgsql
cost 60
set search_path to pg_catalog
set work_mem to '1MB'
as $$begin return a + 1; end$$;
create or replace function public.f(a integer default 5)
returns integer
language plpgsql
cost 60
set search_path to pg_catalog
set work_mem to '1MB'
as $$begin return a + 1; end$$;
