create or replace function public.norm(a text)
returns text
language sql
immutable
as $$select lower(a)$$;
