drop view public."odd ""v""; --";
drop foreign table public.t;
create foreign table public.t (
    id integer,
    at date,
    gone text,
    calc integer generated always as (id + 1) stored
)
server s;
grant select on table public.t to reader;
comment on foreign table public.t is 'stays';
create statistics public.s on at, id from public.t;
create view public."odd ""v""; --" as
SELECT id,
    at
   FROM public.t;
grant select on table public."odd ""v""; --" to reader;
comment on view public."odd ""v""; --" is 'stays';
create trigger touched
after insert on public.t
for each row
execute function public.touch();
