alter text search configuration public.c drop mapping for asciiword;
alter text search configuration public.c alter mapping for word with simple;
-- drop-object: whatever still uses text search dictionary public.goes; -- fails
drop text search dictionary public."goes; --";
