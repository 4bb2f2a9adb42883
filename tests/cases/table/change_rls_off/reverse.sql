alter table public.t enable row level security;
alter table public.t force row level security;
