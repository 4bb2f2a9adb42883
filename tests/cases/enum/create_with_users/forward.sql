create type public.mood as enum ('sad', 'it''s ok', 'happy');
revoke usage on type public.mood from public;
grant usage on type public.mood to reader;
comment on type public.mood is 'how one feels';
create table public.people (
    mood public.mood default 'sad'::public.mood,
    moods public.mood[]
);
