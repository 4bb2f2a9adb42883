alter text search parser public.was rename to "Is ""p""";
drop text search configuration public.of_replaced;
drop text search parser public.p;
create text search parser public.p (start = public.begin, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
comment on text search parser public.p is 'stays';
create text search configuration public.of_replaced (parser = public.p);
alter text search configuration public.of_replaced add mapping for word with simple;
