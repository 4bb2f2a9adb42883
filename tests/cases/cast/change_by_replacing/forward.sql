comment on cast (text as public.money_of) is null;
drop cast (public.money_of as numeric);
create cast (public.money_of as numeric) with function public.rounded(public.money_of,integer,boolean) as assignment;
comment on cast (public.money_of as numeric) is 'The amount, rounded';
