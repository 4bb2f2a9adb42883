drop function public.told(public.pair);
-- lose-values: composite public.pair loses c, and so does every column of that type
alter type public.pair drop attribute c;
create or replace function public.told(p public.pair)
returns text
language sql
BEGIN ATOMIC
 SELECT (p).b AS b;
END;
