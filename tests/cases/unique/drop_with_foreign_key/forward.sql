alter table public.other drop constraint other_a_fkey;
alter table public.t drop constraint t_a_key;
