alter type public.pair rename to pair__old;
create type public.pair as (
    a bigint,
    b text
);
-- lose-values: composite public.part loses gone, and so does every column of that type
alter type public.part rename to part__old;
create type public.part as (
    new text,
    size bigint
);
-- lose-values: composite public.piece loses gone, and so does every column of that type
alter type public.piece drop attribute gone;
alter type public.piece add attribute new text;
alter type public.piece rename to piece__old;
create type public.piece as (
    size bigint,
    new text
);
alter table public.pairs alter column p type public.pair using p::text::public.pair;
drop type public.pair__old;
alter table public.stock alter column part type public.part using case when part is distinct from null then row(null, (part).size::text::bigint)::public.part end;
drop type public.part__old;
alter table public.stock alter column pieces type public.piece[] using pieces::text[]::public.piece[];
drop type public.piece__old;
