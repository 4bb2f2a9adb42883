alter table public.pairs not of;
alter table public.pairs alter column a drop default;
-- drop-column: all values of public.pairs.c are lost
alter table public.pairs drop column c;
-- lose-values: composite public.pair loses c, and so does every column of that type
alter type public.pair drop attribute c;
alter type public.pair alter attribute a set data type integer;
alter table public.pairs alter column a type integer;
alter table public.pairs alter column a set default 1;
alter table public.pairs of public.pair;
