create text search configuration app."goes; --" (parser = pg_catalog."default");
alter text search configuration app."goes; --" add mapping for asciiword with simple;
alter text search configuration app."goes; --" add mapping for word with simple, english_stem;
comment on text search configuration app."goes; --" is 'x';
create index words on public.t using gin (to_tsvector('app."goes; --"'::regconfig, doc));
