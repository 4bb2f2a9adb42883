alter type public.pair rename to pair__old;
create type public.pair as (
    a integer,
    b text
);
alter table public.pairs alter column p type public.pair using p::text::public.pair;
drop type public.pair__old;
