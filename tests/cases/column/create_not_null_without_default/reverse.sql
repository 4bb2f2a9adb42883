-- drop-column: all values of public.t.must are lost
alter table public.t drop column must;
