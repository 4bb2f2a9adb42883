create access method "Odd; -- ""am""" type table handler heap_tableam_handler;
comment on access method "Odd; -- ""am""" is 'it''s';
create access method tree type index handler bthandler;
create operator family public.tree_ops using tree;
create operator class public.tree_ops default for type integer using tree as
    operator 1 <,
    operator 2 <=,
    operator 3 =,
    operator 4 >=,
    operator 5 >,
    function 1 (integer, integer) btint4cmp(integer,integer);
create table public.t (
    id integer
) using "Odd; -- ""am""";
create index t_id on public.t using tree (id);
