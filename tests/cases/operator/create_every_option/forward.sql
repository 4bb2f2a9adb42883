create operator "Odd ""one"" %s".<% (function = public.less, leftarg = public.money_of, rightarg = public.money_of, commutator = operator("Odd ""one"" %s".>%), restrict = scalarltsel, join = scalarltjoinsel);
comment on operator "Odd ""one"" %s".<%(public.money_of, public.money_of) is 'it''s; -- odd';
create operator "Odd ""one"" %s".>% (function = public.more, leftarg = public.money_of, rightarg = public.money_of, commutator = operator("Odd ""one"" %s".<%));
create operator public.!== (function = public.other, leftarg = public.money_of, rightarg = public.money_of, commutator = operator(public.!==), negator = operator(public.===), restrict = neqsel, join = neqjoinsel);
create operator public.=== (function = public.same, leftarg = public.money_of, rightarg = public.money_of, commutator = operator(public.===), negator = operator(public.!==), restrict = eqsel, join = eqjoinsel, hashes, merges);
alter operator public.===(public.money_of, public.money_of) owner to writer;
comment on operator public.===(public.money_of, public.money_of) is 'It''s the same';
create operator public.@- (function = public.negative, rightarg = public.money_of);
create table public.prices (
    price public.money_of,
    constraint not_free check (NOT (price OPERATOR(public.===) ROW((0)::numeric, 'EUR'::text)::public.money_of))
);
create view public.cheap as
SELECT price
   FROM public.prices
  WHERE price OPERATOR("Odd ""one"" %s".<%) ROW(10::numeric, 'EUR'::text)::public.money_of;
