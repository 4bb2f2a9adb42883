-- drop-object: whatever still uses publication schema p.app fails
alter publication p drop tables in schema app;
-- drop-schema: schema gone; -- is gone
drop schema "gone; --";
