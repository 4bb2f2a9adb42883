create domain public.positive as integer;
alter domain public.positive owner to keeper;
alter table public.prices alter column price type public.positive using price::public.positive;
alter domain public.positive add constraint above_zero check (VALUE > 0);
