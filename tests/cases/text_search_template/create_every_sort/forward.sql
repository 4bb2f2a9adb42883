create or replace function app."odd ""init"""(internal)
returns internal
language internal
strict
as 'dsimple_init';
create or replace function app."odd ""lexize"""(internal, internal, internal, internal)
returns internal
language internal
strict
as 'dsimple_lexize';
create text search template app."odd ""t""; --" (init = app."odd ""init""", lexize = app."odd ""lexize""");
comment on text search template app."odd ""t""; --" is E'it''s \\ odd';
create text search template public.plain (lexize = dsimple_lexize);
