comment on conversion public.new is null;
drop conversion public.latin;
create conversion public.latin for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
comment on conversion public.latin is 'As PostgreSQL does';
alter conversion public.new rename to old;
