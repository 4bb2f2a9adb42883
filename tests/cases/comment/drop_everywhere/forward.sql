comment on schema app is null;
comment on table public.t is null;
comment on index public.by_id is null;
comment on column public.t.id is null;
