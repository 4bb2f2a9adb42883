create schema app;
create schema "odd s";
create table app."Odd.T" (
    id integer not null,
    "na ""me" text not null,
    constraint "Odd.T_pkey" primary key (id)
);
alter table app."Odd.T" replica identity full;
create publication every
for all tables;
create publication "odd ""p""; --"
for table app."Odd.T" (id, "na ""me") where ((id > 5) AND ("na ""me" <> 'x'::text)), public.t
with (publish = 'insert, update', publish_via_partition_root = true);
comment on publication "odd ""p""; --" is E'it''s \\ odd';
create publication plain;
create publication schemas
for table public.t, tables in schema app, tables in schema "odd s";
create publication stored
with (publish = '', publish_generated_columns = stored);
