drop view public.v;
drop function public.f(integer);
create or replace function public.f(n integer)
returns TABLE(a integer, b text)
language sql
as $$select n, 'x'$$;
create view public.v as
SELECT a,
    b
   FROM public.f(1) f(a, b);
grant select on table public.v to reader;
