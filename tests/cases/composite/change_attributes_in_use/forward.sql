alter type public.pair add attribute c date;
create or replace function public.told(p public.pair)
returns text
language sql
BEGIN ATOMIC
 SELECT ((p).c)::text AS c;
END;
