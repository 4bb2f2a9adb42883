alter table public.things rename constraint things_id_not_null to t_id_not_null;
-- rename: clients and string bodies of functions that use the old name fail from here on
alter table public.things rename to t;
