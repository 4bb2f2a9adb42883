alter domain public.d rename constraint must to "has to";
alter domain public.optional drop not null;
alter domain public.was_optional add constraint "has to" not null;
