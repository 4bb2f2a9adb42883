alter table public.t drop constraint one;
alter table public.t drop constraint two;
alter table public.t add constraint one exclude using gist (r with &&);
comment on constraint one on public.t is 'kept';
alter index public.three set (fillfactor = '70');
alter table public.t add constraint two exclude using btree (a with =);
