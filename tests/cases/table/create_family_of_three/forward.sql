create table public."B b" (
    x integer,
    y text default 'b'::text,
    q integer generated always as ((x + 1)) stored
);
create table public.a (
    x integer not null,
    y text default 'a'::text
);
create table public.c (
    y text default 'c'::text,
    z integer not null generated always as identity,
    constraint c_pkey primary key (z)
) inherits (public.a, public."B b");
create table public.d (
    x integer,
    constraint d_x_key unique (x)
) inherits (public.c);
alter table public.c add constraint c_x_fkey foreign key (x) references public.d (x);
