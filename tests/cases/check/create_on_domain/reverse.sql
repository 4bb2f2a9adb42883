alter domain public.positive drop constraint above;
alter domain public.positive drop constraint below;
