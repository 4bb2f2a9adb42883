create sequence public.t_n_seq as integer;
alter sequence public.t_n_seq owner to keeper;
create table public.t (
    n integer not null default nextval('public.t_n_seq'::regclass),
    other text
);
alter table public.t owner to keeper;
alter sequence public.t_n_seq owned by public.t.n;
