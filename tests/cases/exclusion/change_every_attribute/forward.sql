alter table public.t drop constraint one;
alter table public.t drop constraint two;
alter table public.t add constraint one exclude using gist (r with &&) where (a > 0);
comment on constraint one on public.t is 'kept';
alter index public.three set (fillfactor = '80');
alter table public.t add constraint two exclude using hash (a with =);
