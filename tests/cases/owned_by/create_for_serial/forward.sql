create sequence public.t_n_seq as integer;
alter table public.t alter column n set default nextval('public.t_n_seq'::regclass);
alter sequence public.t_n_seq owned by public.t.n;
