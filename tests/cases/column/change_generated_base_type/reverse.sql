alter table public.t drop column b;
alter table public.t alter column a type character varying(10);
alter table public.t add column b text generated always as (lower((a)::text)) stored;
create index by_b on public.t (b);
