alter sequence public.counter as bigint increment by 1 no minvalue no maxvalue start with 1 cache 1 no cycle;
alter sequence public.counter set logged;
