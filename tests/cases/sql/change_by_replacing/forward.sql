drop statistics public.t_stats;
create or replace aggregate public.total(integer) (
    sfunc = int4pl,
    stype = integer,
    initcond = '1'
);
create statistics public.t_stats (ndistinct) on id, n from public.t;
