alter table public.other drop constraint other_a_fkey;
alter table public.t drop constraint t_pkey;
alter table public.t alter column a drop not null;
