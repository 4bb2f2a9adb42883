drop policy add on public.t;
drop policy "all" on public.t;
drop policy edit on public.t;
drop policy "odd ""one"" it's 100% $$" on public.t;
drop policy read on public.t;
-- weaken-access: policy public.t.remove no longer restricts anybody
drop policy remove on public.t;
-- drop-table: all rows of public.other are lost
drop table public.other;
-- drop-object: whatever still uses function public.allowed(integer) fails
drop function public.allowed(integer);
-- weaken-access: row-level security is switched off on public.t
alter table public.t disable row level security;
