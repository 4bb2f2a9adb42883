create extension citext schema public;
create table public.people (
    email public.citext,
    constraint people_email_key unique (email)
);
