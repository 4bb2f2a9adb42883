create materialized view public.m as
SELECT id
   FROM public.t;
alter materialized view public.m owner to keeper;
create unique index m_id on public.m (id);
