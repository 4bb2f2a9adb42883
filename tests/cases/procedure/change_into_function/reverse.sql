-- drop-object: whatever still uses function public.p(integer) fails
drop function public.p(integer);
create or replace procedure public.p(a integer)
language plpgsql
as $$begin perform a; end$$;
