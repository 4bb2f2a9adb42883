drop view public.v;
drop function public.f(integer);
drop function public.g(integer, integer);
drop function public.h();
create or replace function public.f(a integer)
returns bigint
language sql
as $$select a::bigint$$;
comment on function public.f(integer) is 'kept';
create or replace function public.g(x integer, b integer)
returns integer
language sql
as $$select x$$;
revoke execute on function public.g(integer, integer) from public;
grant execute on function public.g(integer, integer) to reader;
create or replace function public.h(out a integer, out b text)
language sql
as $$select 1, 'x'$$;
create view public.v as
SELECT public.f(1) AS n;
grant select on table public.v to reader;
