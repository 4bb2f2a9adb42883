create table public.x (
    a bigint
);
alter table public.p alter column r type bigint;
alter table public.x add constraint x_a_fkey foreign key (a) references public.p (id);
