-- drop-object: whatever still uses view public.v fails
drop view public.v;
drop index public.by_gone;
