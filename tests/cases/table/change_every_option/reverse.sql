alter table public.t set logged;
alter table public.t reset (toast.autovacuum_enabled);
alter table public.t set (fillfactor = '70', autovacuum_enabled = 'false');
alter table public.t replica identity default;
comment on table public.t is 'old';
