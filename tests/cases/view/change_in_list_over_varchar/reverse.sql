create or replace view public.open_orders as
SELECT id,
    status::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]) AS open
   FROM public.orders
  WHERE status::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]);
