alter table public.t add constraint one exclude using gist (r with &&);
comment on constraint one on public.t is 'gone';
