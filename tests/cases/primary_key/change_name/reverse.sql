alter table public.t drop constraint new;
alter table public.t add constraint old primary key (a);
