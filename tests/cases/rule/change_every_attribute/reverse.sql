drop rule of_retyped on public.t;
drop view public.v;
alter table public.t add column gone text;
alter table public.t alter column kept type integer;
create view public.v as
SELECT id
   FROM public.t;
create or replace rule "Odd ""r""" as on update to public.t
do also NOTIFY a;
alter table public.t enable replica rule "Odd ""r""";
create or replace rule actions as on update to public.t
do also (NOTIFY a;
NOTIFY b);
create or replace rule event as on insert to public.t
do also NOTIFY a;
create or replace rule instead as on update to public.t
do also NOTIFY a;
create or replace rule no_where as on insert to public.t
where (new.id > 1)
do also INSERT INTO public.log (what)
  VALUES (new.id);
create or replace rule of_gone as on update to public.t
do also INSERT INTO public.log (what)
  VALUES (old.gone);
-- drop-column: all values of public.t.new are lost
alter table public.t drop column new;
create rule of_retyped as on update to public.t
do also INSERT INTO public.log (what)
  VALUES ((old.kept)::text);
alter table public.t enable rule off;
create or replace rule "where" as on insert to public.t
where (new.id > 1)
do also INSERT INTO public.log (what)
  VALUES (new.id);
create rule written as on insert to public.v
do instead INSERT INTO public.t (id)
  VALUES (new.id);
comment on rule "Odd ""r""" on public.t is 'old';
alter rule now on public.t rename to was;
