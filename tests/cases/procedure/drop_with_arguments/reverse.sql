create or replace procedure public.p(a integer, inout b text)
language plpgsql
as $$begin b := 'x'; end$$;
