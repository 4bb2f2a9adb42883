alter table public.c drop constraint c_x_fkey;
-- drop-table: all rows of public.d are lost
drop table public.d;
-- drop-table: all rows of public.c are lost
drop table public.c;
-- drop-table: all rows of public.B b are lost
drop table public."B b";
-- drop-table: all rows of public.a are lost
drop table public.a;
