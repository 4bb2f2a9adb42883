alter table public.t drop constraint four;
alter table public.t drop constraint one;
alter table public.t drop constraint two;
alter table public.t add constraint four unique (c) include (a);
alter table public.t add constraint one unique nulls not distinct (a);
alter index public.three set (fillfactor = '80');
alter table public.t add constraint two unique (b, a);
comment on constraint two on public.t is 'kept';
