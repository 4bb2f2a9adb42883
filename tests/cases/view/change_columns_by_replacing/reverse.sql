drop policy own on public.other;
drop view public.on_top;
drop function public.uses();
drop view public.v;
create view public.v with (security_invoker = 'true') as
SELECT id,
    n
   FROM public.t;
grant select on table public.v to reader;
grant update (id) on table public.v to reader;
comment on view public.v is 'kept';
comment on column public.v.id is 'kept';
create or replace function public.uses()
returns SETOF public.v
language sql
as $$select * from v$$;
revoke execute on function public.uses() from public;
grant execute on function public.uses() to reader;
alter view public.v alter column id set default 1;
create view public.on_top as
SELECT id
   FROM public.v;
alter view public.on_top owner to boss;
grant select on table public.on_top to reader;
grant select on table public.on_top to writer with grant option;
comment on view public.on_top is 'kept';
comment on column public.on_top.id is 'kept';
create policy own on public.other
for all to public
using (id IN ( SELECT v.id
   FROM public.v));
comment on policy own on public.other is 'kept';
