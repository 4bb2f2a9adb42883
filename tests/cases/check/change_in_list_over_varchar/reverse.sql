alter table public.orders drop constraint known;
alter domain public.state drop constraint known;
alter table public.orders add constraint known check ((status)::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]));
alter domain public.state add constraint known check ((VALUE)::text = ANY (ARRAY['a'::character varying, 'b'::character varying]));
