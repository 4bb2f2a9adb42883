create type public.mood as enum ('sad');
create or replace function public.touch()
returns trigger
language plpgsql
as $$begin return new; end$$;
create foreign table app."odd ""t""; --" (
    id integer options (column_name 'a''b') not null,
    "na ""me""; --" text collate "C",
    named integer constraint "must; --" not null no inherit,
    twice integer generated always as (id * 2) stored,
    many text[],
    of_enum public.mood,
    constraint "odd; --" check ("na ""me""; --" <> ''::text) no inherit,
    constraint positive check (id > 0)
)
server "odd ""s""" options (table_name E'it''s; \\', "Odd ""o""" 'x');
alter foreign table app."odd ""t""; --" alter column id set statistics 5;
alter foreign table app."odd ""t""; --" alter column "na ""me""; --" set storage external;
alter foreign table app."odd ""t""; --" alter column many set (n_distinct = '-0.5');
alter foreign table app."odd ""t""; --" owner to boss;
grant select on table app."odd ""t""; --" to reader;
grant select on table app."odd ""t""; --" to writer with grant option;
grant update ("na ""me""; --") on table app."odd ""t""; --" to writer;
comment on foreign table app."odd ""t""; --" is E'it''s \\ odd';
comment on column app."odd ""t""; --"."na ""me""; --" is 'c';
comment on constraint "odd; --" on app."odd ""t""; --" is 'check';
create foreign table public."none" (
)
server "odd ""s""";
create foreign table public.plain (
    id integer
)
server "odd ""s""";
alter table app."odd ""t""; --" alter column "na ""me""; --" set default 'x'::text;
alter table app."odd ""t""; --" alter column named set default 7;
create statistics app."both" on id, named from app."odd ""t""; --";
alter statistics app."both" owner to boss;
create view public.v as
SELECT p.id,
    o.named
   FROM public.plain p
     JOIN app."odd ""t""; --" o USING (id);
create trigger touched
before insert or update on app."odd ""t""; --"
for each row
execute function public.touch();
alter table app."odd ""t""; --" disable trigger touched;
