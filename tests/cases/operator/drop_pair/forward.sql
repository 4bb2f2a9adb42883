-- drop-object: whatever still uses operator public.!==(public.money_of, public.money_of) fails
drop operator public.!==(public.money_of, public.money_of);
-- drop-object: whatever still uses operator public.===(public.money_of, public.money_of) fails
drop operator public.===(public.money_of, public.money_of);
-- drop-object: whatever still uses operator public.>>>(public.money_of, public.money_of) fails
drop operator public.>>>(public.money_of, public.money_of);
