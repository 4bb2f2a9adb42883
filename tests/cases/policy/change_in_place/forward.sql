alter policy one on public.t
to reader, writer
using (id > 1);
alter policy three on public.t
to public
with check (id > 2);
alter policy two on public.t
with check (id > 1);
comment on policy one on public.t is 'new';
