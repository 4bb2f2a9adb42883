create or replace function public.add(integer, integer)
returns integer
language sql
as $function$select coalesce($1, 0) + $2$function$;
create aggregate public.total(integer) (
    sfunc = public.add,
    stype = integer
);
alter aggregate public.total(integer) owner to writer;
revoke execute on function public.total(integer) from public;
grant execute on function public.total(integer) to reader;
comment on aggregate public.total(integer) is 'Gone';
create view public.totals as
SELECT public.total(id) AS n
   FROM public.t;
