create table public.nothing ();
alter table public.nothing owner to keeper;
