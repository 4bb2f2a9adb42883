create collation public.plain (provider = libc, locale = 'C');
alter collation public.plain owner to writer;
comment on collation public.plain is 'Gone';
alter table public.t alter column id type text collate public.plain;
create index t_name on public.t (name collate public.plain);
