-- drop-object: whatever still uses text search parser app.odd "p"; -- fails
drop text search parser app."odd ""p""; --";
-- drop-object: whatever still uses text search parser public.plain fails
drop text search parser public.plain;
-- drop-object: whatever still uses function app."odd ""start"""(internal, integer) fails
drop function app."odd ""start"""(internal, integer);
