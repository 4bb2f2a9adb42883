-- drop-object: whatever still uses view public.used fails
drop view public.used;
-- drop-object: whatever still uses cast (public.money_of as numeric) fails
drop cast (public.money_of as numeric);
-- drop-object: whatever still uses cast (text as public.money_of) fails
drop cast (text as public.money_of);
-- drop-object: whatever still uses function public.amount_of(public.money_of) fails
drop function public.amount_of(public.money_of);
-- drop-object: whatever still uses function public.of_label("Odd ""one"" %s"."la""bel; %s") fails
drop function public.of_label("Odd ""one"" %s"."la""bel; %s");
-- drop-object: whatever still uses function public.rounded(public.money_of, integer, boolean) fails
drop function public.rounded(public.money_of, integer, boolean);
-- drop-object: whatever still uses composite public.money_of fails
drop type public.money_of;
-- drop-object: whatever still uses enum Odd "one" %s.la"bel; %s fails
drop type "Odd ""one"" %s"."la""bel; %s";
