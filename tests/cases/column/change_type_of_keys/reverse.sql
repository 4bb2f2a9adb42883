alter table public.c drop constraint c_before_fkey;
alter table public.a alter column id type integer;
alter table public.b alter column id type integer;
alter table public.c alter column before type integer using before::integer;
alter table public.c alter column id type integer using id::integer;
alter table public.c add constraint c_before_fkey foreign key (before) references public.c (id);
