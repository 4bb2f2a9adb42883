alter materialized view public.m reset (autovacuum_enabled);
alter materialized view public.m set (fillfactor = '70');
alter materialized view public.m alter column id set statistics 100;
