-- drop-object: whatever still uses function public.f(public.pair) fails
drop function public.f(public.pair);
-- drop-object: whatever still uses composite public.pair fails
drop type public.pair;
