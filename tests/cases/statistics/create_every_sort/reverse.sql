drop statistics public.alone;
drop statistics public.plain;
drop statistics public."wei""rd %s; --";
drop statistics other.elsewhere;
drop statistics public.of_view;
