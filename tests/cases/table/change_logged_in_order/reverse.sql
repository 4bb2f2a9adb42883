alter table public.a set unlogged;
alter table public.b set logged;
alter table public.m set unlogged;
alter table public.y set logged;
alter table public.z set unlogged;
