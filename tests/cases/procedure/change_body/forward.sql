create or replace procedure public.p(a integer)
language plpgsql
security definer
set search_path to ''
as $$begin perform a + 1; end$$;
