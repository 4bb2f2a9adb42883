create table public.t (
    a integer not null,
    constraint t_pkey primary key (a)
);
alter table public.other add constraint other_a_fkey foreign key (a) references public.t (a);
