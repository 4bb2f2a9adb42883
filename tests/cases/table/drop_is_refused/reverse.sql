alter table public.t add column id integer not null;
alter table public.t add constraint t_pkey primary key (id);
