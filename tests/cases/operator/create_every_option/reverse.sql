-- drop-object: whatever still uses view public.cheap fails
drop view public.cheap;
-- drop-table: all rows of public.prices are lost
drop table public.prices;
-- drop-object: whatever still uses operator Odd "one" %s.<%(public.money_of, public.money_of) fails
drop operator "Odd ""one"" %s".<%(public.money_of, public.money_of);
-- drop-object: whatever still uses operator Odd "one" %s.>%(public.money_of, public.money_of) fails
drop operator "Odd ""one"" %s".>%(public.money_of, public.money_of);
-- drop-object: whatever still uses operator public.!==(public.money_of, public.money_of) fails
drop operator public.!==(public.money_of, public.money_of);
-- drop-object: whatever still uses operator public.===(public.money_of, public.money_of) fails
drop operator public.===(public.money_of, public.money_of);
-- drop-object: whatever still uses operator public.@-(NONE, public.money_of) fails
drop operator public.@-(NONE, public.money_of);
