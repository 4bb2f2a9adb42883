alter table public.t alter column n drop default;
-- drop-object: whatever still uses sequence public.counter fails
drop sequence public.counter;
