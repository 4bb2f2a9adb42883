-- drop-table: all rows of My "odd" sch.ema %s 100%.Tab.le "x" 'y' select are lost
drop table "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select";
-- drop-schema: schema My "odd" sch.ema %s 100% is gone
drop schema "My ""odd"" sch.ema %s 100%";
