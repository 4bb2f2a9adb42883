-- drop-object: whatever still uses view public.v fails
drop view public.v;
-- drop-object: whatever still uses foreign table app.odd "t"; -- fails
drop foreign table app."odd ""t""; --";
-- drop-object: whatever still uses foreign table public.none fails
drop foreign table public."none";
-- drop-object: whatever still uses foreign table public.plain fails
drop foreign table public.plain;
-- drop-object: whatever still uses function public.touch() fails
drop function public.touch();
-- drop-object: whatever still uses enum public.mood fails
drop type public.mood;
