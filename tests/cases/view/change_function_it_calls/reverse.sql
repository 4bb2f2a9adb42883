drop view public.v;
drop function public.f(integer);
create or replace function public.f(n integer)
returns TABLE(a integer)
language sql
as $$select n$$;
create view public.v as
SELECT a
   FROM public.f(1) f(a);
grant select on table public.v to reader;
