create type public.pair as (
    a integer,
    b text collate "C"
);
revoke usage on type public.pair from public;
grant usage on type public.pair to reader;
comment on type public.pair is 'two things';
comment on column public.pair.b is 'second';
create or replace function public.first(p public.pair)
returns integer
language sql
as $$select p.a$$;
create table public.pairs (
    p public.pair,
    ps public.pair[]
);
