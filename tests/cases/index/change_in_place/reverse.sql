alter table public.t replica identity using index three;
alter index public.two alter column 1 set statistics 100;
alter table public.t set without cluster;
alter index public.one set (fillfactor = '70');
alter table public.t cluster on one;
comment on index public.one is 'old';
