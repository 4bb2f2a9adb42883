-- drop-object: whatever still uses text search dictionary public.its fails
drop text search dictionary public.its;
-- drop-object: whatever still uses text search template public.goes; -- fails
drop text search template public."goes; --";
