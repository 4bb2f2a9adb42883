comment on operator public.!==(public.money_of, public.money_of) is null;
drop view public.sames;
drop operator public.##(public.money_of, public.money_of);
alter operator public.!==(public.money_of, public.money_of) set (negator = operator(public.===));
create operator public.## (function = public.more, leftarg = public.money_of, rightarg = public.money_of);
alter operator public.===(public.money_of, public.money_of) set (commutator = operator(public.===), negator = operator(public.!==), hashes, merges);
alter operator public.===(public.money_of, public.money_of) set (restrict = none, join = eqjoinsel);
create operator public.>>> (function = public.more, leftarg = public.money_of, rightarg = public.money_of, commutator = operator(public.<<<));
create view public.sames as
SELECT ROW(1::numeric, 'EUR'::text)::public.money_of OPERATOR(public.===) ROW(1::numeric, 'USD'::text)::public.money_of AS is_same,
    ROW(1::numeric, 'EUR'::text)::public.money_of OPERATOR(public.##) ROW(1::numeric, 'USD'::text)::public.money_of AS is_less;
alter operator public.===(public.money_of, public.money_of) owner to writer;
comment on operator public.===(public.money_of, public.money_of) is 'The same';
