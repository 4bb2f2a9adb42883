alter materialized view public.m alter column n set storage default;
alter materialized view public.m alter column n set statistics -1;
