create unlogged table public.t (
    id integer not null generated always as identity,
    constraint t_pkey primary key (id)
);
