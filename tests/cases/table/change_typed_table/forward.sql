comment on column public.pairs.b is null;
alter table public.pairs drop constraint pairs_pkey;
alter table public.pairs alter column a drop default;
alter table public.pairs alter column a drop not null;
alter table public.pairs alter column b set storage external;
alter table public.pairs alter column b set default 'x'::text;
alter table public.plain of public.pair;

-- commit

-- outside a transaction
create unique index concurrently pairs_a_key on public.pairs (a);

-- commit

alter table public.pairs add constraint pairs_a_key unique using index pairs_a_key;
