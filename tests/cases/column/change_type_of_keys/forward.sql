alter table public.c drop constraint c_before_fkey;
alter table public.a alter column id type bigint;
alter table public.b alter column id type bigint;
alter table public.c alter column before type text;
alter table public.c alter column id type text;
alter table public.c add constraint c_before_fkey foreign key (before) references public.c (id);
