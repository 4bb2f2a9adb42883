create text search dictionary app."odd ""d""; --" (template = snowball, language = 'english', stopwords = 'english');
alter text search dictionary app."odd ""d""; --" owner to boss;
comment on text search dictionary app."odd ""d""; --" is E'it''s \\ odd';
create text search dictionary public.accepted (template = simple, accept = 'false');
create text search dictionary public.plain (template = simple);
create text search configuration public.with_new (parser = pg_catalog."default");
alter text search configuration public.with_new add mapping for word with app."odd ""d""; --", public.accepted;
