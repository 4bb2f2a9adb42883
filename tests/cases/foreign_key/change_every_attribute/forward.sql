alter table public.other drop constraint v_fk;
alter table public.other drop constraint w_fk;
alter table public.other drop constraint z_fk;
alter table public.other add constraint v_fk foreign key (v) references public.t (b);
alter table public.other add constraint w_fk foreign key (w) references public.t (a) on delete set null;
comment on constraint w_fk on public.other is 'kept';
alter table public.other validate constraint x_fk;
alter table public.other alter constraint y_fk not deferrable;
alter table public.other add constraint z_fk foreign key (z) references public.t (a) deferrable not valid;
