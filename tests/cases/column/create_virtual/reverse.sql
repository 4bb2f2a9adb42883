-- drop-column: all values of public.t.b are lost
alter table public.t drop column b;
