drop view public.dear;
alter domain public.positive drop constraint above_zero;
alter table public.prices alter column price drop default;
drop function public.twice(public.positive);
alter type public.positive rename to positive__old;
create domain public.positive as integer
    constraint above_zero check (VALUE > 0);
comment on domain public.positive is 'more than nothing';
create or replace function public.twice(p public.positive)
returns public.positive
language sql
as $$select p * 2$$;
alter table public.prices alter column many type public.positive[] using many::text[]::public.positive[];
alter table public.prices alter column price type public.positive using price::text::public.positive;
drop domain public.positive__old;
alter table public.prices alter column price set default 3;
create view public.dear as
SELECT id,
    price
   FROM public.prices
  WHERE price::integer > 100;
