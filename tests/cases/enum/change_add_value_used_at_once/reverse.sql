-- drop-object: whatever still uses view public.happy_people fails
drop view public.happy_people;
alter table public.people drop constraint not_both;
alter table public.people alter column mood drop default;
alter table public.said drop column text;
-- drop-column: all values of public.said.new are lost
alter table public.said drop column new;
-- lose-values: enum public.mood loses 'happy'; a row that holds one makes the migration fail
alter type public.mood rename to mood__old;
create type public.mood as enum ('sad');
alter table public.people alter column mood type public.mood using mood::text::public.mood;
drop type public.mood__old;
alter table public.said add column old public.mood;
alter table public.said add column text text generated always as (
CASE old
    WHEN 'sad'::public.mood THEN 'no'::text
    ELSE NULL::text
END) stored;
alter table public.people alter column mood set default 'sad'::public.mood;
