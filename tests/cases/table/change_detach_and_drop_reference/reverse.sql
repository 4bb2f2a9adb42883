alter table public.p1 rename constraint p1_id_not_null to p_id_not_null;
alter table public.p1 add constraint p1_bounds check (((id IS NOT NULL) AND (id >= 0) AND (id < 10))) not valid;
alter table public.c add constraint c_y_fkey foreign key (y) references public.p (id) not valid;

-- commit

alter table public.p1 validate constraint p1_bounds;

-- commit

alter table public.p attach partition public.p1 for values from (0) to (10);
alter table public.p1 drop constraint p1_bounds;

-- commit

alter table public.c validate constraint c_y_fkey;
