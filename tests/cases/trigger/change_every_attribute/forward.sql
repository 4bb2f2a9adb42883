drop trigger four on public.t;
drop trigger one on public.t;
drop trigger six on public.t;
drop trigger three on public.t;
drop trigger two on public.t;
alter table public.t enable always trigger five;
create constraint trigger four
after insert on public.t
deferrable
for each row
execute function public.touch();
create trigger one
after insert on public.t
for each row
execute function public.touch();
comment on trigger one on public.t is 'kept';
create trigger six
after insert on public.t
referencing new table as rows
for each statement
execute function public.touch('b', 'c');
create trigger three
after insert on public.t
for each row
when (new.a > 2)
execute function public.touch();
create trigger two
after insert or update of a on public.t
for each statement
execute function public.other();
