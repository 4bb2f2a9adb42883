alter table public.other alter constraint x_fk not enforced;
alter table public.other alter constraint y_fk enforced;
