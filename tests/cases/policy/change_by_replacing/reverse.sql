drop policy one on public.t;
drop policy three on public.t;
create policy one on public.t
for select to public
using (id > 0);
comment on policy one on public.t is 'kept';
create policy three on public.t
for update to public
using (id > 0);
alter policy two on public.t
with check (id > 0);
