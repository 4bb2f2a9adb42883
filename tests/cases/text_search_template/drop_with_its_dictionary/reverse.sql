create text search template public."goes; --" (init = dsimple_init, lexize = dsimple_lexize);
comment on text search template public."goes; --" is 'x';
create text search dictionary public.its (template = public."goes; --");
