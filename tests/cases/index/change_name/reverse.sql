alter index public.new rename to old;
