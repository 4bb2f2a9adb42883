alter table public.t add constraint t_key primary key (b, a) include (c) with (fillfactor = '80');
alter table public.t cluster on t_key;
comment on constraint t_key on public.t is 'why';
