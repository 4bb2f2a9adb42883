create unlogged table public.orders (
    id bigint not null generated always as identity,
    tenant_id uuid not null,
    name text collate "C" not null,
    total numeric(10,2) default 0,
    twice numeric(10,2) generated always as ((total * (2)::numeric)) stored,
    state text default 'new'::text,
    constraint orders_pkey primary key (id),
    constraint odd_one unique nulls not distinct (name, total) include (state),
    constraint orders_state_key unique (state),
    constraint orders_tenant_id_name_key unique (tenant_id, name),
    constraint long_enough check (length(name) > 2),
    constraint orders_total_check check (total >= (0)::numeric)
) with (fillfactor = '70', autovacuum_vacuum_scale_factor = '0.05', toast.autovacuum_enabled = 'false');
alter table public.orders enable row level security;
alter table public.orders force row level security;
alter table public.orders alter column name set storage external;
alter table public.orders alter column name set statistics 500;
alter table public.orders alter column name set (n_distinct = '5');
alter table public.orders owner to boss;
grant insert on table public.orders to writer;
grant select on table public.orders to reader;
grant select on table public.orders to writer with grant option;
grant select (total) on table public.orders to reader;
comment on table public.orders is 'what was bought';
comment on column public.orders.name is 'as printed';
alter table public.orders add constraint one_at_a_time exclude using btree (tenant_id with =) where (state = 'open'::text);
create index by_name on public.orders (lower(name) collate "C" desc nulls last) include (state) with (fillfactor = '80') where (total > (0)::numeric);
comment on index public.by_name is 'fast';
create trigger touch
before insert or update of name on public.orders
for each row
when (new.total > (1)::numeric)
execute function public.touch();
comment on trigger touch on public.orders is 'touches';
create policy own on public.orders
for select to reader, writer
using (tenant_id IS NOT NULL);
comment on policy own on public.orders is 'why';
