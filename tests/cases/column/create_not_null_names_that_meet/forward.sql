create table public.member_group (
    id integer constraint member_group_id_not_null not null,
    constraint member_group_pkey primary key (id)
);
alter table public.member add column group_id integer constraint member_group_id_not_null not null default 1;
create index member_group_id_fkey on public.member (group_id);
alter table public.member add constraint member_group_id_fkey foreign key (group_id) references public.member_group (id);
