alter view public.v reset (security_invoker);
alter view public.v set (check_option = 'cascaded', security_barrier = 'true');
alter view public.v alter column id set default 7;
