alter collation public.old rename to new;
drop view public.names;
drop index public.t_tags;
alter table public.t drop constraint not_last;
alter domain public.word drop constraint short;
alter table public.t drop constraint t_name_key;
alter table public.t alter column name drop default;
alter collation public.plain rename to plain__old;
create collation public.plain (provider = libc, locale = 'POSIX');
comment on collation public.plain is 'By bytes';
alter type public.word rename to word__old;
create domain public.word as text collate public.plain
    constraint short check (length(VALUE) < 10);
alter table public.t alter column held type public.word using held::text::public.word;
drop domain public.word__old;
alter table public.t alter column name type text collate public.plain;
alter table public.t alter column tags type text[] collate public.plain;
drop collation public.plain__old;
alter table public.t alter column name set default 'x'::text;
alter table public.t add constraint t_name_key unique (name);
alter table public.t add constraint not_last check (name < ('zzz'::text COLLATE public.plain)) not valid;
create index t_tags on public.t (id, name);
create view public.names as
SELECT name
   FROM public.t;
comment on collation public.new is 'Renamed';

-- commit

alter table public.t validate constraint not_last;
