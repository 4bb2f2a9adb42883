create or replace function public.valid(n integer)
returns boolean
language sql
immutable
as $$select n > 0$$;
alter table public.t add constraint calls check (public.valid(a));
alter table public.t add constraint later check (a < 100) not valid;
alter table public.t add constraint "odd ""one"" it's" check ((b <> 'it''s'::text) AND (b !~ '%$$'::text));
comment on constraint "odd ""one"" it's" on public.t is 'why';
alter table public.t add constraint own check (a <> 50) no inherit;
alter table public.t add constraint plain check (length(b) > 1);
alter table public.t add constraint t_a_check check (a > 0);
