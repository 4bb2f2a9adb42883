drop policy elsewhere on public.other;
drop policy own on public.t;
drop trigger touch on public.t;
drop materialized view public.m;
drop view public.on_top;
drop view public.v;
alter table public.t alter column n drop default;
alter table public.t drop column twice;
drop function public.atomically(integer);
alter table public.t alter column n type integer;
create or replace function public.atomically(x integer)
returns bigint
language sql
BEGIN ATOMIC
 SELECT t.n
    FROM public.t
   WHERE (t.id = atomically.x);
END;
revoke execute on function public.atomically(integer) from public;
grant execute on function public.atomically(integer) to reader;
comment on function public.atomically(integer) is 'kept';
-- rewrite: public.t.twice: its values are computed by PostgreSQL alone: the table is written anew while everybody waits
alter table public.t add column twice bigint generated always as ((n * 2)) stored;
alter table public.t alter column n set default 1;
create view public.v as
SELECT id,
    n AS big,
    n + 1 AS next
   FROM public.t;
grant select on table public.v to reader;
comment on column public.v.big is 'kept';
create view public.on_top with (security_invoker = 'true') as
SELECT big,
    count(*) AS many
   FROM public.v
  GROUP BY big;
alter view public.on_top owner to boss;
grant select on table public.on_top to reader;
comment on view public.on_top is 'kept';
create materialized view public.m as
SELECT big
   FROM public.on_top;
comment on materialized view public.m is 'kept';
create unique index m_big on public.m (big);
create trigger touch
before update of n on public.t
for each row
when (new.n > old.n)
execute function public.touch();
comment on trigger touch on public.t is 'kept';
create policy elsewhere on public.other
for all to public
using (EXISTS ( SELECT
   FROM public.t
  WHERE (t.n = other.n)));
create policy own on public.t
for all to reader
using (n > 1);
comment on policy own on public.t is 'kept';
