create operator family public.by_size using btree;
alter operator family public.by_size using btree add
    function 2 (integer, integer) btint4sortsupport(internal);
alter operator family public.by_size using btree owner to keeper;
create operator family public.long_sizes using btree;
alter operator family public.long_sizes using btree add
    operator 1 public.<|(integer,bigint);
create operator family public.near using gist;
alter operator family public.near using gist add
    operator 11 >^(point,point),
    operator 15 <->(point,point) for order by float_ops,
    function 3 (point, point) gist_point_compress(internal),
    function 8 (point, point) gist_point_distance(internal,point,smallint,oid,internal);
create operator class "Odd ""one"" %s"."Odd; -- ""cl""" for type integer using btree family public.long_sizes as
    operator 1 public.<|,
    operator 3 public.=|,
    function 1 (integer, integer) public.compared(integer,integer);
comment on operator class "Odd ""one"" %s"."Odd; -- ""cl""" using btree is 'it''s';
create operator class public.by_size for type integer using btree as
    operator 1 public.<|,
    operator 3 public.=|,
    function 1 (integer, integer) public.compared(integer,integer);
alter operator class public.by_size using btree owner to keeper;
comment on operator class public.by_size using btree is 'By size';
create type public.span_by_size as range (subtype = integer, subtype_opclass = public.by_size);
create operator class public.near for type point using gist as
    storage box,
    function 1 (point, point) gist_point_consistent(internal,point,smallint,oid,internal),
    function 2 (point, point) gist_box_union(internal,internal),
    function 5 (point, point) gist_box_penalty(internal,internal,internal),
    function 6 (point, point) gist_box_picksplit(internal,internal),
    function 7 (point, point) gist_box_same(box,box,internal);
create table public.t (
    id integer,
    place point
);
create index t_near on public.t using gist (place public.near);
create unique index t_odd on public.t (id "Odd ""one"" %s"."Odd; -- ""cl""");
create index t_sizes on public.t (id public.by_size);
