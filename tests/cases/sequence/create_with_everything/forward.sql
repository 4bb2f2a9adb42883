create unlogged sequence public.back increment by -1;
create sequence public.counter as integer increment by 5 minvalue 5 maxvalue 1000 start with 10 cache 3 cycle;
grant usage, select on sequence public.counter to reader;
comment on sequence public.counter is 'counts';
