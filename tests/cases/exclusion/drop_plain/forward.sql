alter table public.t drop constraint one;
