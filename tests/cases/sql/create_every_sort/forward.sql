CREATE PUBLICATION changes WITH (publish = 'insert, update, delete, truncate');
ALTER PUBLICATION changes OWNER TO keeper;
ALTER PUBLICATION changes ADD TABLE ONLY public.t;
CREATE RULE quiet AS
    ON DELETE TO public.t DO INSTEAD NOTHING;
CREATE AGGREGATE public.total(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '0'
);
ALTER AGGREGATE public.total(integer) OWNER TO keeper;
CREATE STATISTICS public.t_stats ON id, n FROM public.t;
ALTER STATISTICS public.t_stats OWNER TO keeper;
CREATE TABLE public.parts (
    id integer,
    at date
)
PARTITION BY RANGE (at);
ALTER TABLE public.parts OWNER TO keeper;
CREATE TYPE public.span AS RANGE (
    subtype = integer,
    multirange_type_name = public.span_multirange
);
ALTER TYPE public.span OWNER TO keeper;
