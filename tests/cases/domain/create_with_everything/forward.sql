create domain public.code as text collate "C";
alter domain public.code owner to keeper;
revoke usage on domain public.code from public;
create domain public.positive as numeric(10,2) default 1 not null;
alter domain public.positive owner to keeper;
revoke usage on domain public.positive from public;
grant usage on domain public.positive to reader;
comment on domain public.positive is 'more than nothing';
create table public.prices (
    price public.positive,
    codes public.code[]
);
alter table public.prices owner to keeper;
alter domain public.positive add constraint above_zero check (VALUE > (0)::numeric);
alter domain public.positive add constraint below check (VALUE < (1000000)::numeric);
comment on constraint below on domain public.positive is 'not too much';
