create type public.span as range (subtype = integer);
alter type public.span owner to writer;
comment on type public.span is 'Gone';
create or replace function public.whole(a public.span)
returns public.span_multirange
language sql
as $$select span_multirange(a)$$;
create table public.u (
    during public.span,
    many public.span_multirange
);
do $$
begin
    if to_regclass('neodiff_archive."public.u#b338997c"') is not null then
        insert into public.u (during, many)
        select a.during::public.span, a.many::public.span_multirange from neodiff_archive."public.u#b338997c" as a;
        drop table neodiff_archive."public.u#b338997c";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
