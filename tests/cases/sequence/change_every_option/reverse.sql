alter sequence public.counter as bigint increment by 1 no minvalue no maxvalue start with 1 cache 1 no cycle;
alter sequence public.counter set logged;
alter sequence public.falling as bigint minvalue -9223372036854775808 maxvalue 32767;
select setval('public.falling', 5, false) from public.falling where not is_called;
alter sequence public.falling as smallint increment by 1 minvalue 5 maxvalue 32767 start with 5 cache 1 no cycle;
