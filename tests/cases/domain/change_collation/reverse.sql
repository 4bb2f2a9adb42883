drop domain public.code;
create domain public.code as text;
