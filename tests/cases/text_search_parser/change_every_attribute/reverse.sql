drop text search configuration public.of_replaced;
drop text search parser public.p;
create text search parser public.p (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
comment on text search parser public.p is 'stays';
create text search configuration public.of_replaced (parser = public.p);
alter text search configuration public.of_replaced add mapping for word with simple;
alter text search parser public."Is ""p""" rename to was;
