-- drop-column: all values of public.t.n are lost
alter table public.t drop column n;
