alter operator class public.old using hash rename to new;
alter operator family public.by_size using btree add
    function 2 (integer, integer) btint4sortsupport(internal);
alter operator class public.by_size using btree owner to keeper;
alter operator family public.by_size using btree owner to keeper;
