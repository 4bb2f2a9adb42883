create table public.gone (
    id integer
);
do $$
begin
    if to_regclass('neodiff_archive."public.gone#2f826142"') is not null then
        insert into public.gone (id)
        select a.id from neodiff_archive."public.gone#2f826142" as a;
        drop table neodiff_archive."public.gone#2f826142";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
create view public.gone_too as
SELECT id
   FROM public.t;
create rule with_it as on insert to public.gone
do also INSERT INTO public.t (id)
  VALUES (new.id);
create rule with_view as on delete to public.gone_too
do instead DELETE FROM public.t
  WHERE (t.id = old.id);
create rule "goes; --" as on insert to public.t
do also INSERT INTO public.log (id)
  VALUES (new.id);
alter table public.t enable always rule "goes; --";
comment on rule "goes; --" on public.t is 'x';
