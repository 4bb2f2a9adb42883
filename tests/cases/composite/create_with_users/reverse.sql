-- drop-table: all rows of public.pairs are lost
drop table public.pairs;
-- drop-object: whatever still uses function public.first(public.pair) fails
drop function public.first(public.pair);
-- drop-object: whatever still uses composite public.pair fails
drop type public.pair;
