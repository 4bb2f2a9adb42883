create sequence public.s;
revoke all on sequence public.s from writer;
create or replace function public.f()
returns integer
language sql
as $$select 1$$;
create or replace function public.g()
returns integer
language sql
as $$select 1$$;
revoke execute on function public.g() from reader;
grant execute on function public.g() to public;
create table public.nobody (
    id integer
);
revoke all on table public.nobody from reader, writer;
create table public.not_said (
    id integer not null generated always as identity
);
create table public.said (
    id integer
);
revoke all on table public.said from writer;
revoke select on table public.said from reader;
grant insert on table public.said to reader;
