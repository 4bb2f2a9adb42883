create or replace procedure public.p(a integer)
language plpgsql
as $$begin perform a; end$$;
