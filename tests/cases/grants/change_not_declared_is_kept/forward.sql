create or replace function public.f()
returns integer
language sql
as $$select 2$$;
alter table public.t add column n integer;
