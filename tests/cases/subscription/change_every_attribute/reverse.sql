comment on subscription options is null;
alter subscription again disable;
alter subscription again set (slot_name = none);
drop subscription again;
alter subscription "Odd Slot" set (slot_name = 'mine');
do $$
begin
    execute format('create subscription again
connection %L
publication a
with (connect = false, streaming = false)', current_setting('neodiff_secret.A'));
exception when others then
    raise exception using message = sqlerrm, errcode = sqlstate;
end
$$;
alter subscription again enable;
alter subscription back set (binary = true, streaming = 'parallel', synchronous_commit = 'local', disable_on_error = true, password_required = false, run_as_owner = true, origin = 'none');
alter subscription back disable;
alter subscription off set (slot_name = 'mine');
alter subscription off enable;
alter subscription "on" disable;
alter subscription "on" set (slot_name = none);
alter subscription options set publication a, b with (refresh = false);
alter subscription options set (binary = false, streaming = false, synchronous_commit = 'off', disable_on_error = false, password_required = true, run_as_owner = false, origin = 'any');
alter subscription options enable;
alter subscription slots set (slot_name = 'slots');
alter subscription options owner to chief;
comment on subscription back is 'gone';
alter subscription new_name rename to old_name;
