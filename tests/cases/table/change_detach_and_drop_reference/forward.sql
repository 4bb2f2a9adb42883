alter table public.c drop constraint c_y_fkey;
alter table public.p detach partition public.p1;
alter table public.p1 rename constraint p_id_not_null to p1_id_not_null;
