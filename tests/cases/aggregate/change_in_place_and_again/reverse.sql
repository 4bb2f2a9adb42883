drop aggregate public.named(integer);
drop aggregate public.other(integer);
create aggregate public.named(integer) (
    sfunc = int4pl,
    stype = integer
);
create aggregate public.other(integer) (
    sfunc = int4pl,
    stype = integer
);
create or replace aggregate public.total(integer) (
    sfunc = int4pl,
    stype = integer,
    initcond = '0',
    parallel = safe
);
alter aggregate public.total(integer) owner to keeper;
revoke execute on function public.total(integer) from boss;
comment on aggregate public.total(integer) is 'Sums';
-- rename: clients and string bodies of functions that use the old name fail from here on
alter aggregate public.kept(integer) rename to gone;
