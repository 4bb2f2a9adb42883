-- drop-object: whatever still uses text search template app.odd "t"; -- fails
drop text search template app."odd ""t""; --";
-- drop-object: whatever still uses text search template public.plain fails
drop text search template public.plain;
-- drop-object: whatever still uses function app."odd ""init"""(internal) fails
drop function app."odd ""init"""(internal);
-- drop-object: whatever still uses function app."odd ""lexize"""(internal, internal, internal, internal) fails
drop function app."odd ""lexize"""(internal, internal, internal, internal);
