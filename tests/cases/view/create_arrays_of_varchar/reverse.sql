-- drop-object: whatever still uses view public.arrays fails
drop view public.arrays;
