alter table public.t drop constraint t_key;
