-- lose-values: composite public.pair loses c, and so does every column of that type
alter type public.pair drop attribute c;
alter type public.pair add attribute gone text;
alter type public.pair alter attribute a set data type integer;
alter type public.pair alter attribute b set data type text;
comment on column public.pair.b is 'second';
