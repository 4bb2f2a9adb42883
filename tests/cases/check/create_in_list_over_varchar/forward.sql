alter table public.orders add constraint known check ((status)::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]));
create index open_ones on public.orders (id) where ((status)::text <> ALL (ARRAY['paid'::character varying, 'gone'::character varying]));
