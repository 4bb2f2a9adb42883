create table public.t (
    a integer not null,
    constraint t_pkey primary key (a)
);
do $$
begin
    if to_regclass('neodiff_archive."public.t#cea41102"') is not null then
        insert into public.t (a)
        select a.a from neodiff_archive."public.t#cea41102" as a;
        drop table neodiff_archive."public.t#cea41102";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter table public.other add constraint other_a_fkey foreign key (a) references public.t (a) not valid;

-- commit

alter table public.other validate constraint other_a_fkey;
