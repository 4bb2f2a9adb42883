drop view public.open_ended;
drop index public.bookings_during;
alter table public.bookings drop constraint apart;
alter table public.bookings drop constraint not_empty;
alter table public.bookings alter column during drop default;
drop function public.length_of(public.span);
alter table public.bookings alter column during type text using during::text;
alter table public.bookings alter column many type text using many::text;
alter table public.bookings alter column times type text[] using times::text[];
alter table public.bookings alter column held type text using held::text;
drop domain public.span_held;
drop type public.span;
create type public.span as range (subtype = bigint);
revoke usage on type public.span from public;
grant usage on type public.span to reader;
comment on type public.span is 'Of big integers';
create domain public.span_held as public.span
    constraint bounded check (NOT upper_inf(VALUE));
create or replace function public.length_of(a public.span)
returns integer
language sql
as $$select (upper(a) - lower(a))::integer$$;
alter table public.bookings alter column during type public.span using during::text::public.span;
alter table public.bookings alter column held type public.span_held using held::text::public.span_held;
alter table public.bookings alter column many type public.span_multirange using many::text::public.span_multirange;
alter table public.bookings alter column times type public.span[] using times::text[]::public.span[];
alter table public.bookings alter column during set default '[1,5)'::public.span;
alter table public.bookings add constraint not_empty check (NOT isempty(during)) not valid;
alter table public.bookings add constraint apart exclude using gist (during with &&);
create index bookings_during on public.bookings using gist (during);
create view public.open_ended as
SELECT id,
    during
   FROM public.bookings
  WHERE upper_inf(during);
grant select on table public.open_ended to reader;

-- commit

alter table public.bookings validate constraint not_empty;
