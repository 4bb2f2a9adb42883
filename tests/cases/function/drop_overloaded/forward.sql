-- drop-object: whatever still uses function public.f(text) fails
drop function public.f(text);
