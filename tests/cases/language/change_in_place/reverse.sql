create or replace trusted language plours handler public.runs inline public.runs_do;
alter language plours owner to chief;
comment on language plours is 'Ours';
alter language new rename to old;
