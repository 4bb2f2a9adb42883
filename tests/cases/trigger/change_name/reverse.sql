alter trigger new on public.t rename to old;
