alter materialized view public.m set (autovacuum_enabled = 'false', fillfactor = '80');
alter materialized view public.m alter column id set statistics 200;
