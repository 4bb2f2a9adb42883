drop index public.t_sizes;
alter table public.u alter column range type text using range::text;
drop type public.sizes;
drop operator class public.by_size using btree;
create operator class public.by_size for type integer using btree as
    operator 1 <,
    operator 3 =,
    function 1 (integer, integer) btint4cmp(integer,integer);
alter operator class public.by_size using btree owner to keeper;
comment on operator class public.by_size using btree is 'By size';
create type public.sizes as range (subtype = integer, subtype_opclass = public.by_size);
alter table public.u alter column range type public.sizes using range::text::public.sizes;
create index t_sizes on public.t (id public.by_size);
comment on index public.t_sizes is 'Its index';
