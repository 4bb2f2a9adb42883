alter table public.t drop constraint one;
alter table public.t drop constraint two;
alter table public.t add constraint one check (a > 0);
alter table public.t add constraint two check (a > 1) not enforced;
