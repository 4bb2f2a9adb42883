-- drop-column: all values of public.t.n are lost
alter table public.t drop column n;
create or replace function public.f()
returns integer
language sql
as $$select 1$$;
