drop index public.open_ones;
create index open_ones on public.orders (id) where ((status)::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]));
