-- drop-column: all values of public.people.mood are lost
alter table public.people drop column mood;
-- drop-object: whatever still uses function public.f(public.mood) fails
drop function public.f(public.mood);
-- drop-object: whatever still uses enum public.mood fails
drop type public.mood;
