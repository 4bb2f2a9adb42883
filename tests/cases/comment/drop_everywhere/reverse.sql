comment on schema app is 'gone';
comment on table public.t is 'gone';
comment on index public.by_id is 'gone';
comment on column public.t.id is 'gone';
