alter type public.pair rename to pair__old;
create type public.pair as (
    a integer,
    b text
);
-- lose-values: composite public.part loses new, and so does every column of that type
alter type public.part rename to part__old;
create type public.part as (
    gone text,
    size integer
);
-- lose-values: composite public.piece loses new, and so does every column of that type
alter type public.piece drop attribute new;
alter type public.piece add attribute gone text;
alter type public.piece rename to piece__old;
create type public.piece as (
    size integer,
    gone text
);
alter table public.pairs alter column p type public.pair using p::text::public.pair;
drop type public.pair__old;
alter table public.stock alter column part type public.part using case when part is distinct from null then row(null, (part).size::text::integer)::public.part end;
drop type public.part__old;
alter table public.stock alter column pieces type public.piece[] using pieces::text[]::public.piece[];
drop type public.piece__old;
