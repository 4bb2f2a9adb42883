create extension citext schema public;
comment on extension citext is 'data type for case-insensitive character strings';
create table public.people (
    email public.citext,
    constraint people_email_key unique (email)
);
