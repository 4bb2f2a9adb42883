alter table public.plain not of;
alter table public.pairs drop constraint pairs_a_key;
alter table public.pairs alter column b drop default;
alter table public.pairs alter column a set not null;
alter table public.pairs alter column b set storage default;
alter table public.pairs alter column a set default 1;
alter table public.pairs add constraint pairs_pkey primary key (a);
comment on column public.pairs.b is 'Second';
