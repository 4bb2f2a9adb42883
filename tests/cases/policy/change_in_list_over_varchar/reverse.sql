alter policy open_ones on public.orders
using ((status)::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]))
with check ((status)::text = ANY (ARRAY['new'::character varying, 'paid'::character varying]));
