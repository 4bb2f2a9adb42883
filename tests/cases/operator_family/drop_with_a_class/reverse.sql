create operator family public.sizes using btree;
alter operator family public.sizes using btree add
    operator 1 public.<|(integer,bigint);
alter operator family public.sizes using btree owner to keeper;
comment on operator family public.sizes using btree is 'Gone';
create operator class public.sizes_of_integers for type integer using btree family public.sizes as
    operator 1 public.<|,
    operator 3 public.=|,
    function 1 (integer, integer) public.compared(integer,integer);
create index t_sizes on public.t (id public.sizes_of_integers);
