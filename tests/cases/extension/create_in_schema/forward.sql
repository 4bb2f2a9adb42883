create schema extensions;
alter schema extensions owner to keeper;
create extension "uuid-ossp" schema extensions;
create table public.t (
    id uuid not null default extensions.uuid_generate_v4(),
    constraint t_pkey primary key (id)
);
alter table public.t owner to keeper;
