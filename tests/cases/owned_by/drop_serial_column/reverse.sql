create sequence public.t_n_seq as integer;
grant usage on sequence public.t_n_seq to reader;
alter table public.t add column n integer not null default nextval('public.t_n_seq'::regclass);
alter sequence public.t_n_seq owned by public.t.n;
