-- drop-column: all values of public.t.id are lost
alter table public.t drop column id;
