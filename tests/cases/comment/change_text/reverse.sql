comment on table public.t is 'old';
comment on column public.t.id is 'old';
