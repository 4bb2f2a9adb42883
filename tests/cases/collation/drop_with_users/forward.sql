drop index public.t_name;
alter table public.t alter column id type text;
-- drop-object: whatever still uses collation public.plain fails
drop collation public.plain;
