alter rule was on public.t rename to now;
drop rule of_retyped on public.t;
drop view public.v;
alter table public.t alter column kept type bigint;
alter table public.t add column new text;
create view public.v as
SELECT 'x'::text || id AS id,
    kept
   FROM public.t;
create or replace rule "Odd ""r""" as on update to public.t
do also (NOTIFY a;
NOTIFY b);
alter table public.t enable rule "Odd ""r""";
create or replace rule actions as on update to public.t
do also NOTIFY c;
create or replace rule event as on delete to public.t
do also NOTIFY a;
create or replace rule instead as on update to public.t
do instead NOTIFY a;
create or replace rule no_where as on insert to public.t
do also INSERT INTO public.log (what)
  VALUES (new.id);
create or replace rule of_gone as on update to public.t
do also INSERT INTO public.log (what)
  VALUES (new.new);
-- drop-column: all values of public.t.gone are lost
alter table public.t drop column gone;
create rule of_retyped as on update to public.t
do also INSERT INTO public.log (what)
  VALUES ((old.kept)::text);
alter table public.t disable rule off;
create or replace rule "where" as on insert to public.t
where (new.id > 2)
do also INSERT INTO public.log (what)
  VALUES (new.id);
create rule written as on insert to public.v
do instead INSERT INTO public.t (kept)
  VALUES (new.kept);
comment on rule "Odd ""r""" on public.t is 'new';
