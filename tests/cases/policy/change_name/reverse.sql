alter policy new on public.t
using (id > 0);
alter policy new on public.t rename to old;
