alter table public.t enable row level security;
alter table public.t force row level security;
create policy nobody on public.t
for all to public
using (false);
