create constraint trigger five
after delete or update on public.t
from public.other
deferrable initially deferred
for each row
execute function public.touch();
create trigger four
before truncate on public.t
for each statement
execute function public.touch();
alter table public.t disable trigger four;
create trigger "odd ""six"" it's"
after delete on public.t
for each row
execute function public.touch();
alter table public.t enable replica trigger "odd ""six"" it's";
create trigger one
before insert or update of a, b on public.t
for each row
when (new.b <> 'it''s'::text)
execute function public.touch('x', 'it''s');
comment on trigger one on public.t is 'why';
create trigger three
after update on public.t
referencing old table as old_rows new table as new_rows
for each statement
execute function public.touch();
alter table public.t enable always trigger three;
create trigger two
after insert on public.t
referencing new table as new_rows
for each statement
execute function public.touch();
