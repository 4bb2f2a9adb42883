alter policy one on public.t
to reader
using (id > 0);
alter policy three on public.t
to reader, writer
with check (id > 0);
alter policy two on public.t
with check (id > 0);
comment on policy one on public.t is 'old';
