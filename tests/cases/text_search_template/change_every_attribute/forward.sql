alter text search template public.was rename to "Is ""t""";
drop text search dictionary public.of_replaced;
drop text search template app.lexize;
drop text search template public.init;
create text search template app.lexize (init = dsimple_init, lexize = app."odd ""lexize""");
create text search template public.init (init = dsimple_init, lexize = dsimple_lexize);
comment on text search template public.init is 'new';
create text search dictionary public.of_replaced (template = app.lexize, stopwords = 'english');
comment on text search dictionary public.of_replaced is 'stays';
