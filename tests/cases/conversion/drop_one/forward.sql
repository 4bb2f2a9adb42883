-- drop-object: whatever still uses conversion public.latin fails
drop conversion public.latin;
create table public.t (
    id integer
);
