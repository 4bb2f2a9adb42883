comment on index public.t_pkey is null;
alter table public.t replica identity default;
alter index public.t_pkey set (fillfactor = '80');
alter table public.t cluster on t_pkey;
comment on constraint t_pkey on public.t is 'old';
