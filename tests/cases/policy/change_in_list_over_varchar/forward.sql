alter policy open_ones on public.orders
using ((status)::text = ANY (ARRAY[('new'::character varying)::text, ('paid'::character varying)::text]))
with check ((status)::text = ANY (ARRAY[('new'::character varying)::text, ('paid'::character varying)::text]));
