alter table public.t rename constraint t_new_not_null to t_old_not_null;
-- rename: clients and string bodies of functions that use the old name fail from here on
alter table public.t rename column new to old;
