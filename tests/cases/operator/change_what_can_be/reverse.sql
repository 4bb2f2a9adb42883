drop view public.sames;
drop operator public.!==(public.money_of, public.money_of);
drop operator public.##(public.money_of, public.money_of);
drop operator public.===(public.money_of, public.money_of);
-- drop-object: whatever still uses operator public.>>>(public.money_of, public.money_of) fails
drop operator public.>>>(public.money_of, public.money_of);
create operator public.!== (function = public.other, leftarg = public.money_of, rightarg = public.money_of);
comment on operator public.!==(public.money_of, public.money_of) is 'Not the same';
create operator public.## (function = public.less, leftarg = public.money_of, rightarg = public.money_of);
create operator public.=== (function = public.same, leftarg = public.money_of, rightarg = public.money_of, restrict = eqsel);
create view public.sames as
SELECT ROW(1::numeric, 'EUR'::text)::public.money_of OPERATOR(public.===) ROW(1::numeric, 'USD'::text)::public.money_of AS is_same,
    ROW(1::numeric, 'EUR'::text)::public.money_of OPERATOR(public.##) ROW(1::numeric, 'USD'::text)::public.money_of AS is_less;
