alter sequence public.counter as integer increment by 5 minvalue -5 maxvalue 1000 start with 10 cache 3 cycle;
alter sequence public.counter set unlogged;
