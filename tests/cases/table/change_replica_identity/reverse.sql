drop index public.unique_a;
alter table public.a replica identity nothing;
alter table public.b replica identity using index "only";
