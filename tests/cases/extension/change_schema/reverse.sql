alter extension citext set schema public;
alter table public.t alter column email type public.citext using email::text::public.citext;
