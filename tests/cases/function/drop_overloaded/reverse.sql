create or replace function public.f(a text)
returns integer
language sql
RETURN public.f(1);
