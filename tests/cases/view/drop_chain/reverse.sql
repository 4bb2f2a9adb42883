create view public.a as
SELECT id
   FROM public.t;
create view public.b as
SELECT id
   FROM public.a;
create view public.c as
SELECT a.id
   FROM public.a
     JOIN public.b USING (id);
