drop policy own on public.t;
-- drop-table: all rows of public.other are lost
drop table public.other;
-- drop-object: whatever still uses function public.allowed(integer) fails
drop function public.allowed(integer);
