alter materialized view public.m alter column n set storage external;
alter materialized view public.m alter column n set compression pglz;
alter materialized view public.m alter column n set statistics 100;
