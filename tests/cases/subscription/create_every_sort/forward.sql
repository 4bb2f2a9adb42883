do $function$
begin
    execute format(E'create subscription "Odd ""s""; -- %%L $$ :x"
connection %L
publication "Odd ""p""", "b\\s", "it''s", p
with (connect = false, slot_name = ''odd_slot'', binary = true, streaming = ''parallel'', synchronous_commit = ''remote_apply'', two_phase = true, disable_on_error = true, password_required = false, run_as_owner = true, origin = ''none'', failover = true)', current_setting('neodiff_secret.ODD_URL'));
exception when others then
    raise exception using message = sqlerrm, errcode = sqlstate;
end
$function$;
comment on subscription "Odd ""s""; -- %L $$ :x" is 'Odd "c"; $$';
do $$
begin
    execute format('create subscription plain
connection %L
publication p
with (connect = false, streaming = false)', current_setting('neodiff_secret.PLAIN_URL'));
exception when others then
    raise exception using message = sqlerrm, errcode = sqlstate;
end
$$;
alter subscription plain enable;
do $$
begin
    execute format('create subscription without_slot
connection %L
publication p, q
with (connect = false, slot_name = none, streaming = true)', current_setting('neodiff_secret.PLAIN_URL'));
exception when others then
    raise exception using message = sqlerrm, errcode = sqlstate;
end
$$;
comment on subscription there is 'It''s there';
