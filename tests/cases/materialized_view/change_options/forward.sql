alter materialized view public.m set (fillfactor = '80', autovacuum_enabled = 'false');
alter materialized view public.m alter column id set statistics 200;
