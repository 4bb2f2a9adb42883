drop view public.v;
drop function public.f(integer);
drop function public.g(integer, integer);
drop function public.h();
create or replace function public.f(a integer)
returns integer
language sql
as $$select a$$;
comment on function public.f(integer) is 'kept';
create or replace function public.g(a integer, b integer default 1)
returns integer
language sql
as $$select a$$;
revoke execute on function public.g(integer, integer) from public;
grant execute on function public.g(integer, integer) to reader;
create or replace function public.h(out a integer)
language sql
as $$select 1$$;
create view public.v as
SELECT public.f(1) AS n;
grant select on table public.v to reader;
