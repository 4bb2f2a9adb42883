-- drop-object: whatever still uses function public.a() fails
drop function public.a();
-- drop-object: whatever still uses function public.b() fails
drop function public.b();
-- drop-object: whatever still uses function public.c() fails
drop function public.c();
