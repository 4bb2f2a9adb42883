alter index public.t_pkey set (fillfactor = '70');
alter table public.t set without cluster;
alter table public.t replica identity using index t_pkey;
comment on constraint t_pkey on public.t is 'new';
comment on index public.t_pkey is 'the index';
