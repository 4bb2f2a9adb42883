alter domain public.a set default 2;
alter domain public.a set not null;
alter domain public.b set default 'x'::text;
alter domain public.b drop not null;
