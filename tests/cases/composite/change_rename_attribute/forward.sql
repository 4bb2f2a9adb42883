-- rename: clients and string bodies of functions that use the old name fail from here on
alter type public.pair rename attribute b to label;
