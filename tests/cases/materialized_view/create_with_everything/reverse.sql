-- drop-object: whatever still uses materialized view public.empty fails
drop materialized view public.empty;
-- drop-object: whatever still uses materialized view public.m fails
drop materialized view public.m;
