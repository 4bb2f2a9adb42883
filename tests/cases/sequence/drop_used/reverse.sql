create sequence public.counter;
alter table public.t alter column n set default nextval('public.counter'::regclass);
