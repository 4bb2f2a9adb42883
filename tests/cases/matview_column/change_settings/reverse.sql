drop materialized view public.m;
create materialized view public.m as
SELECT id,
    n
   FROM public.t;
alter materialized view public.m alter column id set statistics 5;
alter materialized view public.m alter column n set storage external;
alter materialized view public.m alter column n set statistics 100;
