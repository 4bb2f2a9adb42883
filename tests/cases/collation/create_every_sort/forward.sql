create collation "Odd ""one"" %s"."Two ""parts""; %s" (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
comment on collation "Odd ""one"" %s"."Two ""parts""; %s" is 'it''s';
create collation public.ours (provider = builtin, locale = 'C');
create collation public.plain (provider = libc, locale = 'C');
alter collation public.plain owner to writer;
comment on collation public.plain is 'By bytes';
create type public.texts as range (subtype = text, collation = public.plain);
create type public.words as (
    a text collate "Odd ""one"" %s"."Two ""parts""; %s"
);
create domain public.word as text collate public.plain;
create table public.t (
    id text collate public.plain not null,
    other text collate "Odd ""one"" %s"."Two ""parts""; %s",
    constraint t_pkey primary key (id)
);
create index t_other on public.t (other collate public.plain);
