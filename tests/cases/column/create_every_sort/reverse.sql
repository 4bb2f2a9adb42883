-- drop-column: all values of public.t.external are lost
alter table public.t drop column external;
-- drop-column: all values of public.t.flag are lost
alter table public.t drop column flag;
-- drop-column: all values of public.t.ids are lost
alter table public.t drop column ids;
-- drop-column: all values of public.t.made are lost
alter table public.t drop column made;
-- drop-column: all values of public.t.must are lost
alter table public.t drop column must;
-- drop-column: all values of public.t.number are lost
alter table public.t drop column number;
-- drop-column: all values of public.t.plain are lost
alter table public.t drop column plain;
