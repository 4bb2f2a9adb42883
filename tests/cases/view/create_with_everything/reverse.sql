-- drop-object: whatever still uses view public.odd "v" it's 100% fails
drop view public."odd ""v"" it's 100%";
-- drop-object: whatever still uses view public.on_view fails
drop view public.on_view;
-- drop-object: whatever still uses view public.recursive fails
drop view public.recursive;
-- drop-object: whatever still uses view public.v fails
drop view public.v;
