create type "Odd ""one"" %s"."na; -- ""me""";
create type public.only_a_name;
create type public.textual;
create or replace function "Odd ""one"" %s"."na; -- ""me"" in"(cstring)
returns "Odd ""one"" %s"."na; -- ""me"""
language internal
immutable strict
as 'int8in';
create or replace function "Odd ""one"" %s"."na; -- ""me"" out"("Odd ""one"" %s"."na; -- ""me""")
returns cstring
language internal
immutable strict
as 'int8out';
create type "Odd ""one"" %s"."na; -- ""me""" (
    input = "Odd ""one"" %s"."na; -- ""me"" in",
    output = "Odd ""one"" %s"."na; -- ""me"" out",
    internallength = 8,
    passedbyvalue,
    alignment = double
);
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
create or replace function public.textual_recv(internal)
returns public.textual
language internal
immutable strict
as 'textrecv';
create or replace function public.textual_send(public.textual)
returns bytea
language internal
immutable strict
as 'textsend';
create type public.textual (
    input = public.textual_in,
    output = public.textual_out,
    receive = public.textual_recv,
    send = public.textual_send,
    storage = extended,
    category = 'S',
    preferred,
    default = 'it''s',
    delimiter = ';',
    collatable
);
alter type public.textual owner to keeper;
revoke usage on type public.textual from public;
grant usage on type public.textual to reader;
comment on type public.textual is 'Almost text';
create or replace function public.shout(public.textual)
returns text
language sql
as $function$select upper($1::text)$function$;
create cast (public.textual as text) without function as implicit;
create table public.t (
    a public.textual default 'x'::public.textual,
    b "Odd ""one"" %s"."na; -- ""me"""
);
