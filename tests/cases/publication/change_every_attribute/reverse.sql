drop publication every;
alter publication "Is ""p""" set (publish = 'insert, update, delete, truncate');
create publication every
for all tables
with (publish = 'delete');
alter publication p set (publish = 'insert', publish_via_partition_root = false, publish_generated_columns = none);
alter publication q set (publish_via_partition_root = true, publish_generated_columns = stored);
alter publication q owner to boss;
comment on publication p is 'old';
alter publication "Is ""p""" rename to "Was ""p""";
