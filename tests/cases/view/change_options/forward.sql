alter view public.v reset (security_invoker);
alter view public.v set (security_barrier = 'true', check_option = 'cascaded');
alter view public.v alter column id set default 7;
