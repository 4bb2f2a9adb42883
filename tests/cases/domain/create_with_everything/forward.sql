create domain public.code as text collate "C";
create domain public.positive as numeric(10,2) default 1 not null
    constraint above_zero check (VALUE > (0)::numeric)
    constraint below check (VALUE < (1000000)::numeric);
revoke usage on domain public.positive from public;
grant usage on domain public.positive to reader;
comment on domain public.positive is 'more than nothing';
comment on constraint below on domain public.positive is 'not too much';
create table public.prices (
    price public.positive,
    codes public.code[]
);
