alter table public.t add constraint named unique nulls not distinct (c) include (d) deferrable;
comment on constraint named on public.t is 'why';
alter table public.t add constraint t_a_b_key unique (a, b);
alter table public.t add constraint t_a_key unique (a);
alter table public.t add constraint t_d_key unique (d) with (fillfactor = '70');
