alter policy old on public.t rename to new;
alter policy new on public.t
using (id > 1);
