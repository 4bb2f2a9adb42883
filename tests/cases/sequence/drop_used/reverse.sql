create sequence public.counter;
alter sequence public.counter owner to keeper;
alter table public.t alter column n set default nextval('public.counter'::regclass);
