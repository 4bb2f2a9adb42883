create text search dictionary public."goes; --" (template = snowball, language = 'english', stopwords = 'english');
comment on text search dictionary public."goes; --" is 'x';
alter text search configuration public.c add mapping for asciiword with public."goes; --";
alter text search configuration public.c alter mapping for word with public."goes; --", simple;
