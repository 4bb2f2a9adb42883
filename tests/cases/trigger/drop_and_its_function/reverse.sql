create or replace function public.touch()
returns trigger
language plpgsql
as $$begin return new; end$$;
create trigger touch
before insert on public.t
for each row
execute function public.touch();
