-- drop-object: whatever still uses rule quiet on public.t fails
drop rule quiet on public.t;
-- drop-object: whatever still uses collation public.plain fails
drop collation public.plain;
-- drop-object: whatever still uses text search configuration public.mine fails
drop text search configuration public.mine;
