-- rename: clients and string bodies of functions that use the old name fail from here on
alter schema was rename to now;
-- drop-object: whatever still uses publication schema p.app fails
alter publication p drop tables in schema app;
create table public.t (
    id integer
);
alter publication p add table public.t;
alter publication p add tables in schema other;
