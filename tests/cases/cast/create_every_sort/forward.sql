create cast ("Odd ""one"" %s"."la""bel; %s" as integer) with function public.of_label("Odd ""one"" %s"."la""bel; %s") as implicit;
comment on cast ("Odd ""one"" %s"."la""bel; %s" as integer) is 'it''s; -- odd';
create cast (public.money_of as numeric) with function public.amount_of(public.money_of) as assignment;
comment on cast (public.money_of as numeric) is 'The amount';
create cast (text as public.money_of) with inout;
create view public.used as
SELECT ROW(1::numeric, 'EUR'::text)::public.money_of::numeric AS amount;
