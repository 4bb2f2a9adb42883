create or replace view public.open_orders as
SELECT id,
    status::text = ANY (ARRAY['new'::character varying::text, 'paid'::character varying::text]) AS open
   FROM public.orders
  WHERE status::text = ANY (ARRAY['new'::character varying::text, 'paid'::character varying::text]);
