alter sequence public.counter as integer increment by 5 minvalue -5 maxvalue 1000 start with 10 cache 3 cycle;
alter sequence public.counter set unlogged;
alter sequence public.falling as bigint minvalue -9223372036854775808 maxvalue 32767;
select setval('public.falling', -1, false) from public.falling where not is_called;
alter sequence public.falling as bigint increment by -1 minvalue -9223372036854775808 maxvalue -1 start with -1 cache 1 no cycle;
