alter table public.other alter constraint x_fk enforced;
alter table public.other alter constraint y_fk not enforced;
