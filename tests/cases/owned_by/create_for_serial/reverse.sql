alter table public.t alter column n drop default;
-- drop-object: whatever still uses sequence public.t_n_seq fails
drop sequence public.t_n_seq;
