-- drop-table: all rows of public.people are lost
drop table public.people;
-- drop-object: whatever still uses extension citext fails
drop extension citext;
