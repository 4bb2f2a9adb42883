create text search parser public."goes; --" (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
comment on text search parser public."goes; --" is 'x';
create text search configuration public.its (parser = public."goes; --");
alter text search configuration public.its add mapping for word with simple;
