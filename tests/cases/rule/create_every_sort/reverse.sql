drop rule always on public.t;
drop rule logged on public.t;
drop rule quiet on public.t;
drop rule told on public.t;
drop rule "two; -- ""of"" them %s" on public.t;
drop rule "union" on public.t;
-- drop-object: whatever still uses view public.v fails
drop view public.v;
