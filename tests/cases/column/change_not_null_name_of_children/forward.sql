alter table public.t rename constraint t_a_not_null to named;
alter table public.t rename constraint one to t_b_not_null;
