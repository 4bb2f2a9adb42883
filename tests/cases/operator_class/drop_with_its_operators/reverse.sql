create or replace function public.compared(integer, integer)
returns integer
language sql
immutable
as $function$select sign(abs($1) - abs($2))::integer$function$;
create or replace function public.compared_long(integer, bigint)
returns integer
language sql
immutable
as $function$select sign(abs($1) - abs($2))::integer$function$;
create or replace function public.less(integer, integer)
returns boolean
language sql
immutable
as $function$select abs($1) < abs($2)$function$;
create or replace function public.less_long(integer, bigint)
returns boolean
language sql
immutable
as $function$select abs($1) < abs($2)$function$;
create or replace function public.same(integer, integer)
returns boolean
language sql
immutable
as $function$select abs($1) = abs($2)$function$;
create operator public.<| (function = public.less_long, leftarg = integer, rightarg = bigint);
create operator public.<| (function = public.less, leftarg = integer, rightarg = integer);
create operator public.=| (function = public.same, leftarg = integer, rightarg = integer);
create operator family public.by_size using btree;
alter operator family public.by_size using btree owner to keeper;
create operator class public.by_size for type integer using btree as
    operator 1 public.<|,
    operator 3 public.=|,
    function 1 (integer, integer) public.compared(integer,integer);
alter operator class public.by_size using btree owner to keeper;
comment on operator class public.by_size using btree is 'Gone';
