create schema extensions;
create extension "uuid-ossp" schema extensions;
create table public.t (
    id uuid not null default extensions.uuid_generate_v4(),
    constraint t_pkey primary key (id)
);
