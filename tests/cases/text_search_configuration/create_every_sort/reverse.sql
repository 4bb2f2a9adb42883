drop index public.words;
-- drop-column: all values of public.t.words are lost
alter table public.t drop column words;
-- drop-object: whatever still uses text search configuration app.odd "c"; -- fails
drop text search configuration app."odd ""c""; --";
-- drop-object: whatever still uses text search configuration public.empty fails
drop text search configuration public.empty;
-- drop-object: whatever still uses text search dictionary app.d; -- fails
drop text search dictionary app."d; --";
-- drop-schema: schema app is gone
drop schema app;
