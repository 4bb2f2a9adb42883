-- drop-object: whatever still uses publication schema p.other fails
alter publication p drop tables in schema other;
-- drop-table: all rows of public.t are lost
drop table public.t;
alter publication p add tables in schema app;
-- rename: clients and string bodies of functions that use the old name fail from here on
alter schema now rename to was;
