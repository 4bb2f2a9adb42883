alter table public.t alter column a set storage external;
alter table public.t alter column a set statistics 50;
alter table public.t alter column a set (n_distinct = '5', n_distinct_inherited = '4');
alter table public.t alter column b set storage default;
alter table public.t alter column b set compression default;
alter table public.t alter column b set statistics -1;
alter table public.t alter column b reset (n_distinct);
