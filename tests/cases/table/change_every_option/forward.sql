comment on table public.t is null;
alter table public.t set unlogged;
alter table public.t reset (autovacuum_enabled);
alter table public.t set (fillfactor = '80', toast.autovacuum_enabled = 'false');
alter table public.t replica identity full;
