-- drop-object: whatever still uses sequence public.back fails
drop sequence public.back;
-- drop-object: whatever still uses sequence public.counter fails
drop sequence public.counter;
