drop policy open_ones on public.orders;
drop index public.open_ones;
alter table public.orders drop constraint known;
alter table public.orders alter column status type character varying(20);
alter table public.orders add constraint known check ((status)::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]));
create index open_ones on public.orders (id) where ((status)::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]));
create policy open_ones on public.orders
for all to public
using ((status)::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]))
with check ((status)::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]));
