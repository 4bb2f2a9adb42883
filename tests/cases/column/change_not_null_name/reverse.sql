alter table public.t rename constraint a_must to t_a_not_null;
alter table public.t alter column b drop not null;
alter table public.t add constraint b_must not null b not valid;
alter table public.t alter column c drop not null;
alter table public.t rename constraint t_d_not_null to d_must;
alter table public.t alter constraint d_must inherit;
