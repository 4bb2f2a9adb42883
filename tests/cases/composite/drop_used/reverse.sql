create type public.pair as (
    a integer
);
alter type public.pair owner to keeper;
create or replace function public.f(p public.pair)
returns integer
language sql
as $$select p.a$$;
alter function public.f(public.pair) owner to keeper;
