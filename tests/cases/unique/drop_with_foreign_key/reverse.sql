alter table public.t add constraint t_a_key unique (a);
alter table public.other add constraint other_a_fkey foreign key (a) references public.t (a);
