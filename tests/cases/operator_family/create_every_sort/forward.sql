create operator family "Odd ""one"" %s"."Odd; -- ""fa""" using gist;
alter operator family "Odd ""one"" %s"."Odd; -- ""fa""" using gist add
    operator 15 <->(point,point) for order by float_ops;
comment on operator family "Odd ""one"" %s"."Odd; -- ""fa""" using gist is 'it''s';
create operator family public.empty using hash;
create operator family public.sizes using btree;
alter operator family public.sizes using btree add
    operator 1 public.<|(integer,bigint),
    operator 1 public.<|(integer,integer),
    operator 3 public.=|(integer,integer),
    function 1 (integer, bigint) public.compared_long(integer,bigint),
    function 1 (integer, integer) public.compared(integer,integer);
alter operator family public.sizes using btree owner to keeper;
comment on operator family public.sizes using btree is 'By size';
