drop policy nobody on public.t;
-- weaken-access: row-level security is switched off on public.t
-- weaken-access: the owner is no longer held by the policies of public.t
alter table public.t disable row level security;
alter table public.t no force row level security;
