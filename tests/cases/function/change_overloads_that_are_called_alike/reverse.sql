drop view public.v;
alter table public.t drop constraint c;
alter table public.t alter column x drop default;
-- drop-object: whatever still uses function public.f(integer, integer) fails
drop function public.f(integer, integer);
create or replace function public.f(a integer)
returns integer
language sql
immutable
as $$select a$$;
alter table public.t alter column x set default public.f(1);
alter table public.t add constraint c check (public.f(x) > 0);
create view public.v as
SELECT public.f(1) AS x;
