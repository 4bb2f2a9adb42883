alter conversion public.old rename to new;
drop conversion public.latin;
create default conversion public.latin for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
alter conversion public.latin owner to writer;
comment on conversion public.latin is 'As PostgreSQL does';
comment on conversion public.new is 'Renamed';
