alter sequence public.counter as smallint increment by 1 no minvalue maxvalue 100 start with 1 cache 1 no cycle;
