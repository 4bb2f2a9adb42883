drop view public.v;
alter table public.t drop constraint c;
alter table public.t alter column x drop default;
-- drop-object: whatever still uses function public.f(integer) fails
drop function public.f(integer);
create or replace function public.f(a integer, b integer default 2)
returns integer
language sql
immutable
as $$select a + b$$;
alter table public.t alter column x set default public.f(3);
alter table public.t add constraint c check (public.f(x) > 1);
create view public.v as
SELECT public.f(3) AS x;
