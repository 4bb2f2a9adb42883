alter table public.notes alter column body type text;
alter table public.notes alter column body set storage external;
alter table public.notes alter column body set compression pglz;
alter table public.notes alter column code type character varying(10);
alter table public.notes alter column flag type boolean using flag::boolean;
alter table public.notes alter column id type bigint;
-- lose-values: public.notes.raw: json to jsonb loses the order of keys and all but the last of duplicate ones
alter table public.notes alter column raw type jsonb using raw::jsonb;
alter table public.notes alter column ref type bytea using ref::text::bytea;
