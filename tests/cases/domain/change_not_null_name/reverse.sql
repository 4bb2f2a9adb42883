alter domain public.d rename constraint "has to" to must;
alter domain public.optional add constraint "has to" not null;
alter domain public.was_optional drop not null;
