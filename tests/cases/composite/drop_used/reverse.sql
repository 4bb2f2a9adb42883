create type public.pair as (
    a integer
);
create or replace function public.f(p public.pair)
returns integer
language sql
as $$select p.a$$;
