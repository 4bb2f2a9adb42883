alter table public.p set access method heaps;
alter table public.t set access method heaps;
