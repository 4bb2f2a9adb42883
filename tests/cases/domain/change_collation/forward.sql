drop domain public.code;
create domain public.code as text collate "C";
alter domain public.code owner to keeper;
