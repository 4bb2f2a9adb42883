create or replace function public."odd ""f"" it's.100%"("Ünï ""a""" integer, "select" text)
returns text[]
language plpgsql
as $$begin return array["odd ""f"" it's.100%"."select"]; end$$;
create or replace function public."returning"(a integer)
returns integer
language sql
immutable
RETURN (a + 1);
create or replace function public.outs(a integer, out b text, inout c integer)
language plpgsql
as $$begin
  b := 'x'; -- :c %
end
$$;
create or replace function public.overloaded(a integer)
returns integer
language sql
as $$select 1$$;
create or replace function public.overloaded(a text)
returns integer
language sql
as $$select overloaded(2)$$;
create or replace function public.plain(a integer, b text default 'it''s'::text, variadic rest text[] default '{}'::text[])
returns SETOF integer
language sql
stable strict security definer parallel safe cost 50 rows 10
set search_path to ''
set work_mem to '64MB'
as $function$select a where b <> '$$' -- $body$ $ ' \ %s$function$;
revoke execute on function public.plain(integer, text, text[]) from public;
grant execute on function public.plain(integer, text, text[]) to reader;
comment on function public.plain(integer, text, text[]) is 'why';
create or replace function public.atomic(a integer)
returns integer
language sql
BEGIN ATOMIC
 SELECT plain.plain
    FROM public.plain(atomic.a, 'x;'::text) plain(plain);
END;
create or replace function public.tabled(integer, text default 'x'::text)
returns TABLE(a integer, "odd Name" text)
language sql
as $$select 1, 'x'$$;
create table public.t (
    id integer
);
create or replace function public.typed(a character varying, b timestamp with time zone, c numeric[], d public.t)
returns public.t
language sql
as $$select d$$;
