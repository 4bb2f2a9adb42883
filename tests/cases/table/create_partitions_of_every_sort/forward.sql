create table public.by_list (
    kind text,
    n integer
)
partition by list (lower(kind));
create table public.by_list_ab partition of public.by_list
for values in ('a', 'b')
partition by hash (n);
create table public.by_list_ab_0 partition of public.by_list_ab
for values with (modulus 2, remainder 0);
create table public.by_list_ab_1 partition of public.by_list_ab
for values with (modulus 2, remainder 1);
create table public.by_list_none partition of public.by_list
for values in (NULL);
create table public.by_list_rest partition of public.by_list
default;
create table public.by_range (
    a text collate "C",
    b integer
)
partition by range (a text_pattern_ops, ((b + 1)));
create table public.by_range_high partition of public.by_range
for values from ('m', 0) to (MAXVALUE, MAXVALUE);
create table public.by_range_low partition of public.by_range
for values from (MINVALUE, MINVALUE) to ('m', 0);
