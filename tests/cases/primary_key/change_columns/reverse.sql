alter table public.other drop constraint other_a_fkey;
alter table public.t drop constraint t_a_key;
alter table public.t drop constraint t_pkey;
alter table public.t add constraint t_pkey primary key (a);
alter table public.other add constraint other_a_fkey foreign key (a) references public.t (a) not valid;

-- commit

alter table public.other validate constraint other_a_fkey;
