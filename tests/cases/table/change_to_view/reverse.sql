-- drop-object: whatever still uses view public.thing fails
drop view public.thing;
create table public.thing (
    id integer
);
