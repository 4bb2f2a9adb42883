drop rule quiet on public.t;
-- drop-object: whatever still uses text search configuration public.mine fails
drop text search configuration public.mine;
-- drop-object: whatever still uses collation public.plain fails
drop collation public.plain;
