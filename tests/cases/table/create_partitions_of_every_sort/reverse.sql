-- drop-table: all rows of public.by_list_ab_0 are lost
drop table public.by_list_ab_0;
-- drop-table: all rows of public.by_list_ab_1 are lost
drop table public.by_list_ab_1;
-- drop-table: all rows of public.by_list_ab are lost
drop table public.by_list_ab;
-- drop-table: all rows of public.by_list_none are lost
drop table public.by_list_none;
-- drop-table: all rows of public.by_list_rest are lost
drop table public.by_list_rest;
-- drop-table: all rows of public.by_list are lost
drop table public.by_list;
-- drop-table: all rows of public.by_range_high are lost
drop table public.by_range_high;
-- drop-table: all rows of public.by_range_low are lost
drop table public.by_range_low;
-- drop-table: all rows of public.by_range are lost
drop table public.by_range;
