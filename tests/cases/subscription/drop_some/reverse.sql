do $$
begin
    execute format('create subscription "Odd ""s"""
connection %L
publication a
with (connect = false, slot_name = ''odd'', streaming = false)', current_setting('neodiff_secret.SUBSCRIPTION_ODD__S__CONNECTION_01915910'));
exception when others then
    raise exception using message = sqlerrm, errcode = sqlstate;
end
$$;
alter subscription "Odd ""s""" enable;
do $$
begin
    execute format('create subscription off_without
connection %L
publication a, b
with (connect = false, slot_name = none, streaming = false)', current_setting('neodiff_secret.SUBSCRIPTION_OFF_WITHOUT_CONNECTION'));
exception when others then
    raise exception using message = sqlerrm, errcode = sqlstate;
end
$$;
do $$
begin
    execute format('create subscription on_with_slot
connection %L
publication a
with (connect = false, streaming = false)', current_setting('neodiff_secret.SUBSCRIPTION_ON_WITH_SLOT_CONNECTION'));
exception when others then
    raise exception using message = sqlerrm, errcode = sqlstate;
end
$$;
alter subscription on_with_slot enable;
comment on subscription on_with_slot is 'It goes';
