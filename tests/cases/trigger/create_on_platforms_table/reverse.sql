drop trigger "On ""E-mail""" on auth.users;
drop trigger on_auth_user_created on auth.users;
-- drop-object: whatever still uses function public.handle_new_user() fails
drop function public.handle_new_user();
