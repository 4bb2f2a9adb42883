alter operator family public.old using gist rename to new;
comment on operator family public.sizes using btree is null;
alter operator family public.sizes using btree drop
    operator 1 (integer,bigint),
    function 1 (integer, integer);
alter operator family public.sizes using btree add
    operator 5 public.<|(integer,bigint),
    function 1 (integer, integer) btint4cmp(integer,integer),
    function 2 (integer, integer) btint4sortsupport(internal);
alter operator family public.sizes using btree owner to keeper;
