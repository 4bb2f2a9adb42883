-- drop-object: whatever still uses materialized view public.m fails
drop materialized view public.m;
