alter table public.other add constraint full_fk foreign key (x, y) references public.t (a, b) match full not valid;
alter table public.other add constraint other_x_y_fkey foreign key (x, y) references public.t (a, b) on delete set null (y);
comment on constraint other_x_y_fkey on public.other is 'why';
alter table public.other add constraint z_fk foreign key (z) references public.t (b) on update set default on delete cascade deferrable initially deferred;
