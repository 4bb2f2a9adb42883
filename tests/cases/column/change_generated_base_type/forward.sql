alter table public.t drop column b;
alter table public.t alter column a type text;
alter table public.t add column b text generated always as (lower(a)) stored;
create index by_b on public.t (b);
