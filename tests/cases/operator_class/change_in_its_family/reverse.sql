alter operator family public.by_size using btree drop
    function 2 (integer, integer);
alter operator class public.by_size using btree owner to chief;
alter operator family public.by_size using btree owner to chief;
alter operator class public.new using hash rename to old;
