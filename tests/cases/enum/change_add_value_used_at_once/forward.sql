alter type public.mood add value 'happy';

-- commit

alter table public.said add column new public.mood;
alter table public.said alter column text set expression as (
CASE new
    WHEN 'happy'::public.mood THEN 'yes'::text
    ELSE NULL::text
END);
-- drop-column: all values of public.said.old are lost
alter table public.said drop column old;
alter table public.people alter column mood set default 'happy'::public.mood;
alter table public.people add constraint not_both check ((mood <> 'happy'::public.mood) OR (id > 0));
create view public.happy_people as
SELECT id
   FROM public.people
  WHERE mood = 'happy'::public.mood;
