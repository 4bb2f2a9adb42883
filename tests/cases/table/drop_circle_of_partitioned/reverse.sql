create table public.a (
    id integer,
    kind text,
    constraint a_id_kind_key unique (id, kind)
)
partition by list (kind);
create table public.a1 partition of public.a
for values in ('x');
create table public.b (
    id integer,
    kind text,
    constraint b_id_kind_key unique (id, kind)
)
partition by list (kind);
create table public.b1 partition of public.b
for values in ('x');
do $$
begin
    if to_regclass('neodiff_archive."public.a1#c91719e5"') is not null then
        insert into public.a1 (id, kind)
        select a.id, a.kind from neodiff_archive."public.a1#c91719e5" as a;
        drop table neodiff_archive."public.a1#c91719e5";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
do $$
begin
    if to_regclass('neodiff_archive."public.b1#c91719e5"') is not null then
        insert into public.b1 (id, kind)
        select a.id, a.kind from neodiff_archive."public.b1#c91719e5" as a;
        drop table neodiff_archive."public.b1#c91719e5";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter table public.a add constraint a_id_kind_fkey foreign key (id, kind) references public.b1 (id, kind);
alter table public.b add constraint b_id_kind_fkey foreign key (id, kind) references public.a (id, kind);
alter table public.b1 add constraint b1_id_kind_fkey foreign key (id, kind) references public.a1 (id, kind);
