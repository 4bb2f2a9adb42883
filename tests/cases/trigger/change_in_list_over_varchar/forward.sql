drop trigger told on public.orders;
create trigger told
before update on public.orders
for each row
when ((new.status)::text = ANY (ARRAY[('new'::character varying)::text, ('paid'::character varying)::text]))
execute function public.tell();
