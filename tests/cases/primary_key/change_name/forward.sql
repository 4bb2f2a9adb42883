alter table public.t drop constraint old;
alter table public.t add constraint new primary key (a);
