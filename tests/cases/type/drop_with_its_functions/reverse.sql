-- drop-table: all rows of public.u are lost
drop table public.u;
create type public.only_a_name;
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
    send = public.textual_send
);
alter type public.textual owner to keeper;
comment on type public.textual is 'Gone';
create table public.t (
    a public.textual
);
do $$
begin
    if to_regclass('neodiff_archive."public.t#b8ef7fa7"') is not null then
        insert into public.t (a)
        select a.a::public.textual from neodiff_archive."public.t#b8ef7fa7" as a;
        drop table neodiff_archive."public.t#b8ef7fa7";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
