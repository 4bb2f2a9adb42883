create unique index "only" on public.t (a);
create index plain on public.t (a);
alter table public.other add constraint other_a_fkey foreign key (a) references public.t (a);
