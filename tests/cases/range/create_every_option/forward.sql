create type "odd; --"."Texts ""; %s" as range (subtype = text, subtype_opclass = text_pattern_ops, collation = "C", multirange_type_name = "odd; --"."Many; --");
create type "odd; --".daterange_of_ours as range (subtype = date, multirange_type_name = public.dates);
create domain public."Sub ""type"" %s" as text;
create or replace function public.difference(integer, integer)
returns double precision
language sql
immutable
as $function$select ($1 - $2)::double precision$function$;
create type public.span as range (subtype = integer, subtype_diff = public.difference);
alter type public.span owner to writer;
revoke usage on type public.span from public;
grant usage on type public.span to reader;
comment on type public.span is 'From here to there';
create table public.bookings (
    during public.span,
    names "odd; --"."Texts ""; %s" not null,
    all_of "odd; --"."Many; --"[]
);
alter table public.bookings add constraint apart exclude using gist (during with &&);
