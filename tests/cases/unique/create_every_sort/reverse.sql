alter table public.t drop constraint named;
alter table public.t drop constraint t_a_b_key;
alter table public.t drop constraint t_a_key;
alter table public.t drop constraint t_d_key;
