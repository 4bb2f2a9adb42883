alter table public.t drop column b;
alter table public.t alter column a type character varying(10);
-- rewrite: public.t.b: its values are computed by PostgreSQL alone: the table is written anew while everybody waits
alter table public.t add column b text generated always as (lower((a)::text)) stored;
create index by_b on public.t (b);
