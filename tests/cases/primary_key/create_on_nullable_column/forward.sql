alter table public.t alter column a set not null;
alter table public.t add constraint t_pkey primary key (a);
