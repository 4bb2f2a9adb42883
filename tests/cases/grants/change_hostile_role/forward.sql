grant select on table public.t to "it's a ""Role"" 100%";
grant insert on table public.t to "Select" with grant option;
