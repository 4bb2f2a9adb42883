create conversion "Odd ""one"" %s"."Odd; -- ""c""" for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
comment on conversion "Odd ""one"" %s"."Odd; -- ""c""" is 'it''s';
create default conversion public.latin for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
alter conversion public.latin owner to writer;
comment on conversion public.latin is 'As PostgreSQL does';
