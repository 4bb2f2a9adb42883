drop view public."odd ""v""; --";
drop foreign table public.t;
create foreign table public.t (
    id bigint,
    at timestamp with time zone,
    calc bigint generated always as (id + 2) stored
)
server s;
grant select on table public.t to reader;
comment on foreign table public.t is 'stays';
comment on column public.t.at is 'new';
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
