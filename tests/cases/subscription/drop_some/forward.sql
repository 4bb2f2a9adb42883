-- drop-object: whatever still uses subscription Odd "s" fails
alter subscription "Odd ""s""" disable;
alter subscription "Odd ""s""" set (slot_name = none);
drop subscription "Odd ""s""";
-- drop-object: whatever still uses subscription off_without fails
drop subscription off_without;
-- drop-object: whatever still uses subscription on_with_slot fails
alter subscription on_with_slot disable;
alter subscription on_with_slot set (slot_name = none);
drop subscription on_with_slot;
