-- drop-object: whatever still uses operator family public.by_size using btree fails
drop operator family public.by_size using btree;
-- drop-object: whatever still uses operator public.<|(integer, bigint) fails
drop operator public.<|(integer, bigint);
-- drop-object: whatever still uses operator public.<|(integer, integer) fails
drop operator public.<|(integer, integer);
-- drop-object: whatever still uses operator public.=|(integer, integer) fails
drop operator public.=|(integer, integer);
-- drop-object: whatever still uses function public.compared(integer, integer) fails
drop function public.compared(integer, integer);
-- drop-object: whatever still uses function public.compared_long(integer, bigint) fails
drop function public.compared_long(integer, bigint);
-- drop-object: whatever still uses function public.less(integer, integer) fails
drop function public.less(integer, integer);
-- drop-object: whatever still uses function public.less_long(integer, bigint) fails
drop function public.less_long(integer, bigint);
-- drop-object: whatever still uses function public.same(integer, integer) fails
drop function public.same(integer, integer);
