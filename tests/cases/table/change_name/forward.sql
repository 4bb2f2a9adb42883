-- rename: clients and string bodies of functions that use the old name fail from here on
alter table public.t rename to things;
alter table public.things rename constraint t_id_not_null to things_id_not_null;
