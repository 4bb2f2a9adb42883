create or replace function public.join_more(text, text, variadic text[])
returns text
language sql
as $function$select concat_ws($2, $1, array_to_string($3, $2))$function$;
create or replace function public.keep(double precision[], double precision)
returns double precision[]
language sql
as $function$select $1 || $2$function$;
create or replace function public.middle_of(double precision[], double precision)
returns double precision
language sql
as $function$select $1[1 + (cardinality($1) * $2)::integer]$function$;
create aggregate "Odd ""one"" %s"."how; -- ""many"" $$"(*) (
    sfunc = int8inc,
    stype = bigint,
    initcond = '0',
    combinefunc = int8pl,
    parallel = safe
);
revoke execute on function "Odd ""one"" %s"."how; -- ""many"" $$"() from public;
grant execute on function "Odd ""one"" %s"."how; -- ""many"" $$"() to reader with grant option;
comment on aggregate "Odd ""one"" %s"."how; -- ""many"" $$"(*) is 'Of nothing';
create aggregate public.best(integer) (
    sfunc = int4larger,
    stype = integer,
    sortop = >
);
create aggregate public.joined("Se;p" text, variadic rest text[]) (
    sfunc = public.join_more,
    stype = text
);
create aggregate public.middle(double precision order by double precision) (
    sfunc = public.keep,
    stype = double precision[],
    finalfunc = public.middle_of,
    finalfunc_modify = read_only
);
comment on aggregate public.middle(double precision, double precision) is 'On average';
create aggregate public.moving(value double precision) (
    sfunc = float8pl,
    stype = double precision,
    sspace = 64,
    initcond = '0',
    msfunc = float8pl,
    minvfunc = float8mi,
    mstype = double precision,
    msspace = 32,
    minitcond = '0'
);
create aggregate public.total(integer) (
    sfunc = int4_sum,
    stype = bigint
);
alter aggregate public.total(integer) owner to writer;
revoke execute on function public.total(integer) from public;
grant execute on function public.total(integer) to reader;
comment on aggregate public.total(integer) is 'It''s a sum';
create view public.totals as
SELECT public.total(n) AS sum,
    "Odd ""one"" %s"."how; -- ""many"" $$"(*) AS n
   FROM generate_series(1, 3) g(n);
