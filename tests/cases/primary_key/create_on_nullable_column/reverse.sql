alter table public.t drop constraint t_pkey;
alter table public.t alter column a drop not null;
