comment on subscription there is null;
-- drop-object: whatever still uses subscription Odd "s"; -- %L $$ :x fails
alter subscription "Odd ""s""; -- %L $$ :x" set (slot_name = none);
drop subscription "Odd ""s""; -- %L $$ :x";
-- drop-object: whatever still uses subscription plain fails
alter subscription plain disable;
alter subscription plain set (slot_name = none);
drop subscription plain;
-- drop-object: whatever still uses subscription without_slot fails
drop subscription without_slot;
