alter table public.t alter column many type integer[] using case when jsonb_typeof(many) = 'array' then translate(many::text, '[]', '{}')::integer[] when many is not null then array[many]::integer[] end;
alter table public.t alter column mood type text[] using case when (mood::jsonb #>> '{}') is not null then array[(mood::jsonb #>> '{}')]::text[] end;
alter table public.t alter column one type integer using one::integer;
alter table public.t alter column "when" type date using ("when" #>> '{}')::date;
