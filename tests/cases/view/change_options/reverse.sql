alter view public.v alter column id drop default;
alter view public.v reset (security_barrier);
alter view public.v set (security_invoker = 'true', check_option = 'local');
