create or replace function public.norm(a text)
returns text
language sql
immutable strict parallel safe
as $$select lower(a)$$;
