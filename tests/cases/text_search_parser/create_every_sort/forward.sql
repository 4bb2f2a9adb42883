create or replace function app."odd ""start"""(internal, integer)
returns internal
language internal
strict
as 'prsd_start';
create text search parser app."odd ""p""; --" (start = app."odd ""start""", gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
comment on text search parser app."odd ""p""; --" is E'it''s \\ odd';
create text search parser public.plain (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
