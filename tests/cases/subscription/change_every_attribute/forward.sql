alter subscription old_name rename to new_name;
comment on subscription back is null;
alter subscription "Odd Slot" disable;
alter subscription "Odd Slot" set (slot_name = none);
drop subscription "Odd Slot";
alter subscription again disable;
alter subscription again set (slot_name = none);
drop subscription again;
do $$
begin
    execute format('create subscription "Odd Slot"
connection %L
publication a
with (connect = false, streaming = false)', current_setting('neodiff_secret.A'));
exception when others then
    raise exception using message = sqlerrm, errcode = sqlstate;
end
$$;
alter subscription "Odd Slot" enable;
do $$
begin
    execute format('create subscription again
connection %L
publication a
with (connect = false, streaming = false, two_phase = true, failover = true)', current_setting('neodiff_secret.A'));
exception when others then
    raise exception using message = sqlerrm, errcode = sqlstate;
end
$$;
alter subscription again enable;
alter subscription back set (binary = false, streaming = false, synchronous_commit = 'off', disable_on_error = false, password_required = true, run_as_owner = false, origin = 'any');
alter subscription back enable;
alter subscription off disable;
alter subscription off set (slot_name = none);
alter subscription "on" set (slot_name = 'on');
alter subscription "on" enable;
alter subscription options set publication b, c with (refresh = false);
alter subscription options set (binary = true, streaming = true, synchronous_commit = 'on', disable_on_error = true, password_required = false, run_as_owner = true, origin = 'none');
alter subscription options disable;
alter subscription slots set (slot_name = 'other');
alter subscription options owner to boss;
comment on subscription options is 'now';
