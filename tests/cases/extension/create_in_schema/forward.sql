create schema extensions;
create extension "uuid-ossp" schema extensions;
comment on extension "uuid-ossp" is 'generate universally unique identifiers (UUIDs)';
create table public.t (
    id uuid not null default extensions.uuid_generate_v4(),
    constraint t_pkey primary key (id)
);
