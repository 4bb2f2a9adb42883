drop view public.ages;
alter table public.people alter column mood drop default;
-- lose-values: enum public.mood loses 'furious', 'fine', 'thrilled'; a row that holds one makes the migration fail
alter type public.mood rename to mood__old;
create type public.mood as enum ('sad', 'happy');
alter table public.elders alter column age type integer;
alter table public.people alter column mood type public.mood using mood::text::public.mood;
drop type public.mood__old;
alter table public.people alter column mood set default 'sad'::public.mood;
create view public.ages as
SELECT age
   FROM public.elders;
