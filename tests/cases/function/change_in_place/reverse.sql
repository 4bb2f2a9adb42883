drop policy own on public.t;
drop view public.v;
alter table public.t alter column id drop default;
drop function public.f(integer);
create or replace function public.f(a integer)
returns integer
language sql
stable strict security definer parallel safe cost 50
set search_path to ''
as $$select a$$;
revoke execute on function public.f(integer) from public;
grant execute on function public.f(integer) to reader;
comment on function public.f(integer) is 'kept';
alter table public.t alter column id set default public.f(1);
create view public.v as
SELECT public.f(id) AS f
   FROM public.t;
create policy own on public.t
for all to public
using (id = public.f(2));
