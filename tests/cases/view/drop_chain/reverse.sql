create view public.a as
SELECT id
   FROM public.t;
alter view public.a owner to keeper;
create view public.b as
SELECT id
   FROM public.a;
alter view public.b owner to keeper;
create view public.c as
SELECT a.id
   FROM public.a
     JOIN public.b USING (id);
alter view public.c owner to keeper;
