alter domain public.a set default 1;
alter domain public.a drop not null;
alter domain public.b drop default;
alter domain public.b set not null;
