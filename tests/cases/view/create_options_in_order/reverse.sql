-- drop-object: whatever still uses view public.v fails
drop view public.v;
-- drop-object: whatever still uses view public.w fails
drop view public.w;
