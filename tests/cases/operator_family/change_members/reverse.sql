alter operator family public.sizes using btree drop
    operator 5 (integer,bigint),
    function 1 (integer, integer),
    function 2 (integer, integer);
alter operator family public.sizes using btree add
    operator 1 public.<|(integer,bigint),
    function 1 (integer, integer) public.compared(integer,integer);
alter operator family public.sizes using btree owner to chief;
comment on operator family public.sizes using btree is 'By size';
alter operator family public.new using gist rename to old;
