alter table public.t drop constraint not_y;
alter table public.t alter column a drop default;
drop operator public.===(public.textual, public.textual);
drop function public.same(public.textual, public.textual);
alter table public.t alter column a type text using a::text;
alter table public.t alter column many type text[] using many::text[];
alter table public.t alter column held type text using held::text;
drop domain public.held;
drop type public.textual cascade;
create type public.textual;
create or replace function public.textual_in(cstring)
returns public.textual
language internal
immutable strict
as 'textin';
create or replace function public.textual_out(public.textual)
returns cstring
language internal
immutable strict
as 'textout';
create type public.textual (
    input = public.textual_in,
    output = public.textual_out,
    alignment = double,
    storage = extended,
    category = 'S'
);
revoke usage on type public.textual from public;
grant usage on type public.textual to reader;
comment on type public.textual is 'Almost text';
create domain public.held as public.textual;
create or replace function public.same(public.textual, public.textual)
returns boolean
language sql
as $function$select $1::text = $2::text$function$;
create operator public.=== (function = public.same, leftarg = public.textual, rightarg = public.textual);
alter table public.t alter column a type public.textual using a::text::public.textual;
alter table public.t alter column held type public.held using held::text::public.held;
alter table public.t alter column many type public.textual[] using many::text[]::public.textual[];
alter table public.t alter column a set default 'x'::public.textual;
alter table public.t add constraint not_y check (NOT (a OPERATOR(public.===) 'y'::public.textual)) not valid;

-- commit

alter table public.t validate constraint not_y;
