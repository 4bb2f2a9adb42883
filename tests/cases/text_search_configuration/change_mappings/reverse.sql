create text search dictionary public.old (template = simple);
alter text search configuration public."Is ""c""" add mapping for word with simple;
alter text search configuration public.c drop mapping for url, host;
alter text search configuration public.c add mapping for "float", "int" with simple;
alter text search configuration public.c alter mapping for word, hword with english_stem;
alter text search configuration public.c alter mapping for email with public.old;
-- drop-object: whatever still uses text search dictionary public.new fails
drop text search dictionary public.new;
comment on text search configuration public.c is 'old';
alter text search configuration public."Is ""c""" rename to "Was ""c""";
