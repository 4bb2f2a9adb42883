drop policy own on public.t;
drop view public.v;
drop index public.by_allowed;
alter table public.t drop constraint t_id_check;
alter table public.t alter column ok drop default;
alter table public.t drop column made;
-- drop-object: whatever still uses function public.allowed(integer) fails
drop function public.allowed(integer);
create or replace function public.allowed(a integer, b text default 'x'::text)
returns boolean
language sql
immutable
as $$select a > 0 and b <> ''$$;
revoke execute on function public.allowed(integer, text) from public;
grant execute on function public.allowed(integer, text) to reader;
comment on function public.allowed(integer, text) is 'kept';
-- rewrite: public.t.made: its values are computed by PostgreSQL alone: the table is written anew while everybody waits
alter table public.t add column made boolean generated always as (public.allowed(id)) stored;
alter table public.t alter column ok set default public.allowed(1);
alter table public.t add constraint t_id_check check (public.allowed(id)) not valid;
create index by_allowed on public.t (public.allowed(id));
create view public.v as
SELECT public.allowed(id) AS ok
   FROM public.t;
grant select on table public.v to reader;
create policy own on public.t
for all to public
using (public.allowed(id));
comment on policy own on public.t is 'kept';

-- commit

alter table public.t validate constraint t_id_check;
