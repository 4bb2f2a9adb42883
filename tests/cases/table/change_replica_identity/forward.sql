alter table public.b replica identity full;
create unique index unique_a on public.a (id);
alter table public.a replica identity using index unique_a;
