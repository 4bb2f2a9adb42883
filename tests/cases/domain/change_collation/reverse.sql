drop domain public.code;
create domain public.code as text;
alter domain public.code owner to keeper;
