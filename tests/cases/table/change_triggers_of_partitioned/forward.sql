alter table public.events detach partition public.events_2024;
alter table public.events detach partition public.events_2025;
drop view public.recent;
-- drop-table: all rows of public.events are lost
drop table public.events;
create table public.events (
    n bigint,
    kind text
)
partition by range (n);
alter table public.events_2024 alter column n type bigint;
alter table public.events_2025 alter column n type bigint;
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_2024 for values from ('1') to ('2');
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_2025 for values from ('2') to ('3');
create view public.recent as
SELECT n,
    kind
   FROM public.events_2025;
create trigger one
after insert or delete on public.events
for each row
execute function public.stamp();
create trigger two
before insert on public.events
for each row
execute function public.stamp();
alter table public.events enable always trigger two;
alter table public.events_2025 disable trigger one;
