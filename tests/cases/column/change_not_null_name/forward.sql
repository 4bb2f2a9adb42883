alter table public.t rename constraint t_a_not_null to a_must;
alter table public.t validate constraint b_must;
alter table public.t add constraint c_must not null c not valid;
alter table public.t rename constraint d_must to t_d_not_null;
alter table public.t alter constraint t_d_not_null no inherit;
