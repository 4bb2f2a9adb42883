-- rename: clients and string bodies of functions that use the old name fail from here on
alter aggregate public.gone(integer) rename to kept;
drop aggregate public.other(integer);
create or replace aggregate public.named(number integer) (
    sfunc = int4pl,
    stype = integer
);
create aggregate public.other(integer) (
    sfunc = int4_sum,
    stype = bigint
);
create or replace aggregate public.total(integer) (
    sfunc = int4pl,
    stype = integer,
    initcond = '1'
);
alter aggregate public.total(integer) owner to writer;
grant execute on function public.total(integer) to boss;
comment on aggregate public.total(integer) is 'Sums and one';
