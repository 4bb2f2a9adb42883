drop view public.on_top;
drop materialized view public.m;
create materialized view public.m as
SELECT id
   FROM public.t;
grant select on table public.m to reader;
comment on materialized view public.m is 'kept';
create unique index m_id on public.m (id);
comment on index public.m_id is 'kept';
create view public.on_top as
SELECT id
   FROM public.m;
grant select on table public.on_top to reader;
