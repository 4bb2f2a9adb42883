-- rename: clients and string bodies of functions that use the old name fail from here on
alter function public.new(integer) rename to old;
