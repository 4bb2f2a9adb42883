alter table public.orders drop constraint known;
alter domain public.state drop constraint known;
alter table public.orders add constraint known check ((status)::text = ANY (ARRAY[('new'::character varying)::text, ('paid'::character varying)::text]));
alter domain public.state add constraint known check ((VALUE)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]));
