alter table public.t alter column a set storage default;
alter table public.t alter column a set statistics -1;
alter table public.t alter column a reset (n_distinct, n_distinct_inherited);
alter table public.t alter column b set storage main;
alter table public.t alter column b set compression pglz;
alter table public.t alter column b set statistics 900;
alter table public.t alter column b set (n_distinct = '-0.5');
