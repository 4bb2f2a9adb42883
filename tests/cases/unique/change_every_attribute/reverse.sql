alter table public.t drop constraint four;
alter table public.t drop constraint one;
alter table public.t drop constraint two;
alter table public.t add constraint four unique (c) deferrable;
alter table public.t add constraint one unique (a);
alter index public.three set (fillfactor = '70');
alter table public.t add constraint two unique (a, b);
comment on constraint two on public.t is 'kept';
