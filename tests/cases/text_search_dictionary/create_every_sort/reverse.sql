-- drop-object: whatever still uses text search configuration public.with_new fails
drop text search configuration public.with_new;
-- drop-object: whatever still uses text search dictionary app.odd "d"; -- fails
drop text search dictionary app."odd ""d""; --";
-- drop-object: whatever still uses text search dictionary public.accepted fails
drop text search dictionary public.accepted;
-- drop-object: whatever still uses text search dictionary public.plain fails
drop text search dictionary public.plain;
