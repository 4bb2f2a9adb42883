alter table public.t rename constraint named to t_a_not_null;
alter table public.t rename constraint t_b_not_null to one;
