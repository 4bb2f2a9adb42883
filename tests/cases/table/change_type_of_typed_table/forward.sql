alter table public.pairs not of;
alter table public.pairs alter column a drop default;
alter type public.pair add attribute c text collate "C";
alter type public.pair alter attribute a set data type bigint;
alter table public.pairs alter column a type bigint;
alter table public.pairs add column c text collate "C";
alter table public.pairs alter column a set default 1;
alter table public.pairs of public.pair;
