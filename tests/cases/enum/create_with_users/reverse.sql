-- drop-table: all rows of public.people are lost
drop table public.people;
-- drop-object: whatever still uses enum public.mood fails
drop type public.mood;
