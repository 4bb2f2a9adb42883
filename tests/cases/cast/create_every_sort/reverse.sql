-- drop-object: whatever still uses view public.used fails
drop view public.used;
-- drop-object: whatever still uses cast ("Odd ""one"" %s"."la""bel; %s" as integer) fails
drop cast ("Odd ""one"" %s"."la""bel; %s" as integer);
-- drop-object: whatever still uses cast (public.money_of as numeric) fails
drop cast (public.money_of as numeric);
-- drop-object: whatever still uses cast (text as public.money_of) fails
drop cast (text as public.money_of);
