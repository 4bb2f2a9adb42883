create type public.pair as (
    a integer,
    b text collate "C"
);
alter type public.pair owner to keeper;
revoke usage on type public.pair from public;
grant usage on type public.pair to reader;
comment on type public.pair is 'two things';
create or replace function public.first(p public.pair)
returns integer
language sql
as $$select p.a$$;
alter function public.first(public.pair) owner to keeper;
revoke execute on function public.first(public.pair) from public;
create table public.pairs (
    p public.pair,
    ps public.pair[]
);
alter table public.pairs owner to keeper;
comment on column public.pair.b is 'second';
