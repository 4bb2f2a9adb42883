-- drop-object: whatever still uses text search configuration public.its fails
drop text search configuration public.its;
-- drop-object: whatever still uses text search parser public.goes; -- fails
drop text search parser public."goes; --";
