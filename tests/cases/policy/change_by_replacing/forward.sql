drop policy one on public.t;
drop policy three on public.t;
drop policy two on public.t;
create policy one on public.t
for delete to public
using (id > 0);
comment on policy one on public.t is 'kept';
create policy three on public.t
as restrictive
for update to public
using (id > 0);
create policy two on public.t
for all to public
using (id > 0);
