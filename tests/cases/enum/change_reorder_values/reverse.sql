alter table public.people alter column mood drop default;
alter type public.mood rename to mood__old;
create type public.mood as enum ('sad', 'fine', 'happy');
alter table public.people alter column mood type public.mood using mood::text::public.mood;
drop type public.mood__old;
alter table public.people alter column mood set default 'sad'::public.mood;
