alter publication "Was ""p""" rename to "Is ""p""";
drop publication every;
alter publication "Is ""p""" set (publish = 'truncate');
create publication every
for table public.t
with (publish = 'delete');
alter publication p set (publish = 'insert, update, delete, truncate', publish_via_partition_root = true, publish_generated_columns = stored);
alter publication q set (publish_via_partition_root = false, publish_generated_columns = none);
alter publication q owner to chief;
comment on publication p is 'new';
