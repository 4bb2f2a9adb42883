create or replace function public.c()
returns integer
language plpgsql
as $$begin return a(); end$$;
create or replace function public.b()
returns integer
language sql
RETURN (public.c() + 1);
create or replace function public.a()
returns integer
language sql
RETURN (public.b() + 1);
