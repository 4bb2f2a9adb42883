drop view public.on_it;
drop view public.nobody_declared;
alter table public.t alter column n type bigint;
create view public.nobody_declared as
SELECT n
   FROM public.t;
grant select on table public.nobody_declared to reader;
comment on view public.nobody_declared is 'kept';
create view public.on_it as
SELECT n
   FROM public.nobody_declared;
