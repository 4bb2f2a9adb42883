create type public.span as range (subtype = integer);
create aggregate public.total(integer) (
    sfunc = int4pl,
    stype = integer,
    initcond = '0'
);
create table public.parts (
    id integer,
    at date
)
partition by range (at);
create statistics public.t_stats on id, n from public.t;
create rule quiet as on delete to public.t
do instead nothing;
create publication changes
for table public.t;
