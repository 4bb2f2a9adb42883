drop index public.whole;
alter table public.p drop constraint p_pkey;
alter table public.p1 add constraint own primary key (id);
create unique index by_n on public.p1 (id, n);
