create table public.added (
    name public.citext
);
