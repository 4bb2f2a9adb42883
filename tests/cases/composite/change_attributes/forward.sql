-- lose-values: composite public.pair loses gone, and so does every column of that type
alter type public.pair drop attribute gone;
alter type public.pair add attribute c uuid;
alter type public.pair alter attribute a set data type bigint;
alter type public.pair alter attribute b set data type text collate "C";
comment on column public.pair.b is 'the second';
