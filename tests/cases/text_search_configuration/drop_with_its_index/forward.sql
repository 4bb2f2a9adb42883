drop index public.words;
-- drop-object: whatever still uses text search configuration app.goes; -- fails
drop text search configuration app."goes; --";
