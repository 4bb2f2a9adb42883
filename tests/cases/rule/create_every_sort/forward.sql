create view public.v as
SELECT id,
    note
   FROM public.t;
create rule always as on insert to public.t
where (new.id > 0)
do also nothing;
alter table public.t enable always rule always;
create rule logged as on insert to public.t
do also INSERT INTO public.log (what, id)
  VALUES ('it''s; new'::text, new.id);
comment on rule logged on public.t is E'it''s \\ odd';
create rule quiet as on delete to public.t
do instead nothing;
create rule told as on update to public.t
do also NOTIFY changed;
create rule "two; -- ""of"" them %s" as on update to public.t
where ((old.id <> new.id) AND (new.note IS DISTINCT FROM 'DO INSTEAD ('::text))
do instead (INSERT INTO public.log (what, id)  SELECT 'old',
            old.id;
DELETE FROM public.log
  WHERE (log.id = ( SELECT max(log_1.id) AS max
           FROM public.log log_1
          WHERE (log_1.what = '; )'::text))));
alter table public.t disable rule "two; -- ""of"" them %s";
create rule "union" as on update to public.t
do also INSERT INTO public.log (id) (
                 SELECT 1
                UNION
                 SELECT 2
        ) EXCEPT
         SELECT 3;
create rule written as on insert to public.v
do instead INSERT INTO public.t (id, note)
  VALUES (new.id, new.note)
  RETURNING t.id,
    t.note;
