alter table public.t drop constraint calls;
alter table public.t drop constraint later;
alter table public.t drop constraint "odd ""one"" it's";
alter table public.t drop constraint own;
alter table public.t drop constraint plain;
alter table public.t drop constraint t_a_check;
-- drop-object: whatever still uses function public.valid(integer) fails
drop function public.valid(integer);
