create type "Odd ""one"" %s"."la""bel; %s" as enum ('a', 'b');
create type public.money_of as (
    amount numeric,
    currency text
);
create or replace function public.amount_of(public.money_of)
returns numeric
language sql
immutable
as $function$select $1.amount$function$;
create or replace function public.of_label("Odd ""one"" %s"."la""bel; %s")
returns integer
language sql
immutable
as $$select 1$$;
create or replace function public.rounded(public.money_of, integer, boolean)
returns numeric
language sql
immutable
as $function$select round($1.amount, greatest($2, 0))$function$;
create cast (public.money_of as numeric) with function public.amount_of(public.money_of);
comment on cast (public.money_of as numeric) is 'Gone';
create cast (text as public.money_of) with inout;
create view public.used as
SELECT ROW(1::numeric, 'EUR'::text)::public.money_of::numeric AS amount;
