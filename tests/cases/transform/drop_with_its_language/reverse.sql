-- drop-table: all rows of public.u are lost
drop table public.u;
create schema "Odd ""one"" %s";
create type "Odd ""one"" %s".pair as (
    a integer
);
create or replace function public.checks(oid)
returns void
language c
as '$libdir/plpgsql', 'plpgsql_validator';
create or replace function public.into_sql(internal)
returns "Odd ""one"" %s".pair
language internal
immutable
as 'int4in';
create or replace function public.out_again(internal)
returns internal
language internal
immutable
as 'int4in';
create or replace function public.out_of_sql(internal)
returns internal
language internal
immutable
as 'int4in';
create or replace function public.runs()
returns language_handler
language c
as '$libdir/plpgsql', 'plpgsql_call_handler';
create or replace language "Pl ""odd""; --" handler public.runs;
create or replace function public.runs_do(internal)
returns void
language c
as '$libdir/plpgsql', 'plpgsql_inline_handler';
create or replace transform for integer language "Pl ""odd""; --" (from sql with function public.out_of_sql(internal));
comment on transform for integer language "Pl ""odd""; --" is 'Gone';
