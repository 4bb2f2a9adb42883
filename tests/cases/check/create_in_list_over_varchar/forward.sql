alter table public.orders add constraint known check ((status)::text = ANY (ARRAY[('new'::character varying)::text, ('paid'::character varying)::text]));
create index open_ones on public.orders (id) where ((status)::text <> ALL (ARRAY[('paid'::character varying)::text, ('gone'::character varying)::text]));
