alter table public.notes alter column body type character varying(10);
alter table public.notes alter column body set storage external;
alter table public.notes alter column body set compression pglz;
alter table public.notes alter column code type text;
alter table public.notes alter column flag type integer using flag::integer;
alter table public.notes alter column id type integer;
alter table public.notes alter column raw type json using raw::json;
alter table public.notes alter column ref type uuid using ref::text::uuid;
