alter type public.state add value 'z';

-- commit

alter table public.t drop constraint one;
alter table public.t drop constraint differ;
alter table public.t drop constraint either;
alter table public.t alter column a type text;
alter table public.t alter column b type text;
alter table public.t alter column e type integer;
alter table public.t alter column f type integer;
alter table public.t add constraint differ check (a <> b);
alter table public.t add constraint either check (COALESCE(a, b) IS NOT NULL);
alter table public.t add constraint one exclude using btree (COALESCE(a, b) with =);
