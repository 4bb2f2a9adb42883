alter extension citext set schema extensions;
alter table public.t alter column email type extensions.citext using email::text::extensions.citext;
