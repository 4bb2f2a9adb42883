alter table public.t add column must text not null;
