-- drop-table: all rows of public.t are lost
drop table public.t;
create default conversion public.latin for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
comment on conversion public.latin is 'Gone';
