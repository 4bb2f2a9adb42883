-- drop-column: all values of public.member.group_id are lost
alter table public.member drop column group_id;
-- drop-table: all rows of public.member_group are lost
drop table public.member_group;
