alter table public.t alter column a set not null;
alter table public.t add constraint t_pkey primary key (a);
alter table public.other add constraint other_a_fkey foreign key (a) references public.t (a);
