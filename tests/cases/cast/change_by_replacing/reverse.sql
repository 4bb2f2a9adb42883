drop cast (public.money_of as numeric);
create cast (public.money_of as numeric) with function public.amount_of(public.money_of);
comment on cast (public.money_of as numeric) is 'The amount';
comment on cast (text as public.money_of) is 'From text';
