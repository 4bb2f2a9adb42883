alter text search configuration public."Was ""c""" rename to "Is ""c""";
create text search dictionary public.new (template = simple);
alter text search configuration public."Is ""c""" drop mapping for word;
alter text search configuration public.c drop mapping for "float", "int";
alter text search configuration public.c add mapping for url, host with simple;
alter text search configuration public.c alter mapping for word, hword with public.new, english_stem;
alter text search configuration public.c alter mapping for email with public.new;
-- drop-object: whatever still uses text search dictionary public.old fails
drop text search dictionary public.old;
comment on text search configuration public.c is 'new';
