drop view public.sad_people;
drop index public.by_mood;
alter table public.people drop constraint sensible;
alter table public.people alter column mood drop default;
alter table public.people alter column moods drop default;
drop function public.is_sad(public.mood);
drop function public.moods_of(integer[]);
-- lose-values: enum public.mood loses 'furious'; a row that holds one makes the migration fail
alter type public.mood rename to mood__old;
create type public.mood as enum ('sad', 'happy');
revoke usage on type public.mood from public;
grant usage on type public.mood to reader;
comment on type public.mood is 'how one feels';
create or replace function public.is_sad(m public.mood)
returns boolean
language sql
as $$select m = 'sad'$$;
revoke execute on function public.is_sad(public.mood) from public;
grant execute on function public.is_sad(public.mood) to reader;
create or replace function public.moods_of(ids integer[])
returns SETOF public.mood
language sql
as $$select mood from people where id = any(ids)$$;
alter table public.people alter column mood type public.mood using mood::text::public.mood;
alter table public.people alter column moods type public.mood[] using moods::text[]::public.mood[];
drop type public.mood__old;
alter table public.people alter column mood set default 'sad'::public.mood;
alter table public.people alter column moods set default '{sad,happy}'::public.mood[];
alter table public.people add constraint sensible check ((mood <> 'happy'::public.mood) OR (id > 0)) not valid;
create index by_mood on public.people (id) where (mood = 'sad'::public.mood);
create view public.sad_people as
SELECT id,
    mood
   FROM public.people
  WHERE mood = 'sad'::public.mood;
grant select on table public.sad_people to reader;

-- commit

alter table public.people validate constraint sensible;
