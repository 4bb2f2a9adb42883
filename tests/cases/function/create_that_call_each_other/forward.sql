create or replace function public.c()
returns integer
language plpgsql
as $$begin return a(); end$$;
revoke execute on function public.c() from public;
create or replace function public.b()
returns integer
language sql
RETURN (public.c() + 1);
revoke execute on function public.b() from public;
create or replace function public.a()
returns integer
language sql
RETURN (public.b() + 1);
revoke execute on function public.a() from public;
