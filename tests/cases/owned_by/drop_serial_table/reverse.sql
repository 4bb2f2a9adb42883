create sequence public.t_n_seq as integer;
create table public.t (
    n integer not null default nextval('public.t_n_seq'::regclass),
    other text
);
alter sequence public.t_n_seq owned by public.t.n;
