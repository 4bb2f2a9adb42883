alter table public.p set access method default;
alter table public.t set access method heap;
