-- drop-object: whatever still uses event trigger goes; -- fails
drop event trigger "goes; --";
-- drop-object: whatever still uses function public.f() fails
drop function public.f();
