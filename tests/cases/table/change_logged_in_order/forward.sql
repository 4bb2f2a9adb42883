alter table public.y set unlogged;
alter table public.b set unlogged;
alter table public.z set logged;
alter table public.m set logged;
alter table public.a set logged;
