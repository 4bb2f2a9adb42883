create materialized view public.m with (fillfactor = '70') as
SELECT id,
    n,
    n * 2 AS twice
   FROM public.t;
grant select on table public.m to reader;
grant select (n) on table public.m to reader;
comment on materialized view public.m is 'why';
comment on column public.m.n is 'number';
create index by_n on public.m (n) where (n > 0);
create unique index m_id on public.m (id);
comment on index public.m_id is 'key';
create materialized view public.empty as
SELECT id
   FROM public.m;
alter materialized view public.m alter column n set statistics 100;
