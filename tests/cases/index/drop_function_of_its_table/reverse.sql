-- drop-table: all rows of public.other are lost
drop table public.other;
create table public.words (
    id integer not null,
    word text,
    constraint words_pkey primary key (id)
);
create or replace function public.weight(id integer)
returns integer
language sql
immutable
RETURN (SELECT length(w.word) AS length FROM public.words w WHERE (w.id = weight.id));
do $$
begin
    if to_regclass('neodiff_archive."public.words#16cf6937"') is not null then
        insert into public.words (id, word)
        select a.id, a.word from neodiff_archive."public.words#16cf6937" as a;
        drop table neodiff_archive."public.words#16cf6937";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
create index words_weight on public.words (public.weight(id));
