alter table public.t replica identity default;
alter index public.one set (fillfactor = '80');
alter table public.t set without cluster;
alter index public.two alter column 1 set statistics 200;
alter table public.t cluster on two;
comment on index public.one is 'new';
