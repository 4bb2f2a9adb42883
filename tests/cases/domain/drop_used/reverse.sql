create domain public.positive as integer
    constraint above_zero check (VALUE > 0);
alter table public.prices alter column price type public.positive using price::text::public.positive;
