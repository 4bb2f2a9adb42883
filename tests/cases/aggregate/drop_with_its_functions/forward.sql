-- drop-object: whatever still uses view public.totals fails
drop view public.totals;
-- drop-object: whatever still uses aggregate public.total(integer) fails
drop aggregate public.total(integer);
-- drop-object: whatever still uses function public.add(integer, integer) fails
drop function public.add(integer, integer);
