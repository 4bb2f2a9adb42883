-- drop-object: whatever still uses materialized view public.m fails
drop materialized view public.m;
-- drop-object: whatever still uses view public.v fails
drop view public.v;
-- drop-object: whatever still uses function public.rows_of(public.t) fails
drop function public.rows_of(public.t);
-- drop-table: all rows of public.t are lost
drop table public.t;
-- drop-object: whatever still uses function public.touch() fails
drop function public.touch();
