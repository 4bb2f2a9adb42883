alter trigger old on public.t rename to new;
