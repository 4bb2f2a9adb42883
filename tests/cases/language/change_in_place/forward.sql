alter language old rename to new;
comment on language plours is null;
create or replace language plours handler public.runs validator public.checks;
alter language plours owner to keeper;
