-- lose-values: composite public.pair loses c, and so does every column of that type
alter type public.pair drop attribute c;
