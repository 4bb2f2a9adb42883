alter table public.p add constraint p_pkey primary key (id);
create unique index whole on public.p (id, n);
