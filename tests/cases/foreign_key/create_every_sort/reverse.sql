alter table public.other drop constraint full_fk;
alter table public.other drop constraint other_x_y_fkey;
alter table public.other drop constraint z_fk;
