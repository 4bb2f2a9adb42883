-- drop-object: whatever still uses view public.v fails
drop view public.v;
drop index public.span;
alter table public.t drop constraint whole;
-- drop-column: all values of public.t.r are lost
alter table public.t drop column r;
