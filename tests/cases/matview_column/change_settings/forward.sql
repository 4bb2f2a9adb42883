drop materialized view public.m;
create materialized view public.m as
SELECT n,
    id
   FROM public.t;
alter materialized view public.m alter column id set statistics 6;
alter materialized view public.m alter column n set storage main;
alter materialized view public.m alter column n set statistics 200;
