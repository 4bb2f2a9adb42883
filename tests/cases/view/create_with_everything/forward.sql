create view public."odd ""v"" it's 100%" as
SELECT 'it''s'::text AS "odd ""c""",
    '%s $$'::text AS "select",
    1 AS "Ünï";
create view public.recursive as
WITH RECURSIVE r AS (
         SELECT 1 AS n
        UNION ALL
         SELECT r_1.n + 1
           FROM r r_1
          WHERE r_1.n < 5
        )
 SELECT n
   FROM r;
create view public.v with (security_invoker = 'true', security_barrier = 'true', check_option = 'cascaded') as
SELECT id,
    n
   FROM public.t
  WHERE n > 1;
grant select, insert on table public.v to reader;
grant select (id) on table public.v to writer;
comment on view public.v is 'why';
comment on column public.v.id is 'key';
alter view public.v alter column n set default 3;
create view public.on_view as
SELECT id,
    n
   FROM public.v;
create trigger instead
instead of insert on public.v
for each row
execute function public.touch();
