create operator public.!== (function = public.other, leftarg = public.money_of, rightarg = public.money_of, negator = operator(public.===));
create operator public.=== (function = public.same, leftarg = public.money_of, rightarg = public.money_of, negator = operator(public.!==));
alter operator public.===(public.money_of, public.money_of) owner to writer;
comment on operator public.===(public.money_of, public.money_of) is 'Gone';
create operator public.>>> (function = public.more, leftarg = public.money_of, rightarg = public.money_of, commutator = operator(public.<<<));
