drop trigger four on public.t;
drop trigger one on public.t;
drop trigger six on public.t;
drop trigger three on public.t;
drop trigger two on public.t;
alter table public.t disable trigger five;
create trigger four
after insert on public.t
for each row
execute function public.touch();
create trigger one
before insert on public.t
for each row
execute function public.touch();
comment on trigger one on public.t is 'kept';
create trigger six
after insert on public.t
for each statement
execute function public.touch('a');
create trigger three
after insert on public.t
for each row
when (new.a > 1)
execute function public.touch();
create trigger two
after insert on public.t
for each row
execute function public.touch();
