-- drop-object: whatever still uses procedure public.p(integer) fails
drop procedure public.p(integer);
create or replace function public.p(a integer)
returns integer
language plpgsql
as $$begin return a; end$$;
