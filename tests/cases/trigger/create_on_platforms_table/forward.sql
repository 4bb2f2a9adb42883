create or replace function public.handle_new_user()
returns trigger
language plpgsql
security definer
set search_path to ''
as $$begin
  insert into public.profiles (id, email) values (new.id, new.email);
  return new;
end
$$;
revoke execute on function public.handle_new_user() from public;
grant execute on function public.handle_new_user() to supabase_auth_admin;
create trigger "On ""E-mail"""
after update of email on auth.users
for each row
when ((old.email)::text IS DISTINCT FROM (new.email)::text)
execute function public.handle_new_user();
create trigger on_auth_user_created
after insert on auth.users
for each row
execute function public.handle_new_user();
