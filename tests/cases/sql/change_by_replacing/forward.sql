drop aggregate public.total(integer);
drop statistics public.t_stats;
CREATE AGGREGATE public.total(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '1'
);
ALTER AGGREGATE public.total(integer) OWNER TO keeper;
CREATE STATISTICS public.t_stats (ndistinct) ON id, n FROM public.t;
ALTER STATISTICS public.t_stats OWNER TO keeper;
