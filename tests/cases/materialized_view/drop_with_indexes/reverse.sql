create materialized view public.m as
SELECT id
   FROM public.t;
create unique index m_id on public.m (id);
