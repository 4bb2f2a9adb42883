-- drop-object: whatever still uses view public.c fails
drop view public.c;
-- drop-object: whatever still uses view public.b fails
drop view public.b;
-- drop-object: whatever still uses view public.a fails
drop view public.a;
