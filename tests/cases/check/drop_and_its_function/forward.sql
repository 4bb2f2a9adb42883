alter domain public.positive drop constraint above;
alter table public.t drop constraint t_a_check;
-- drop-object: whatever still uses function public.valid(integer) fails
drop function public.valid(integer);
