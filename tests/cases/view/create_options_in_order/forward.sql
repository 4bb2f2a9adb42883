create view public.v with (security_invoker = 'true', security_barrier = 'true') as
SELECT id
   FROM public.t;
create view public.w with (security_barrier = 'true', security_invoker = 'true') as
SELECT id
   FROM public.t;
