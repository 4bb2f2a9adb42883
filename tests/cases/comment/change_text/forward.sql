comment on table public.t is E'new: it''s $$ \\ 100% -- */ /*
line two	ü';
comment on column public.t.id is ' ';
