drop trigger touch on public.t;
-- drop-object: whatever still uses function public.touch() fails
drop function public.touch();
