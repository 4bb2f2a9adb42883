-- One object of every kind, with names and attributes that are easy to lose. Roles anon_x and "Boss Role" must exist.
create schema app;
comment on schema app is 'application';
create schema "Odd Schema";
create extension citext schema app;
create extension btree_gist;
create type app.mood as enum ('sad', 'it''s ok', 'happy');
comment on type app.mood is 'how one feels';
create type app.pair as (x integer, y text collate "C", "Z z" app.mood);
comment on column app.pair.x is 'first';
create domain app.positive as integer default 3 constraint above_zero check (value > 0) check (value < 1000000);
create domain app.must as text constraint "has to" not null;
create domain app.plain_must as text not null;
comment on domain app.positive is 'more than nothing';
create sequence app.numbers as smallint increment by -2 minvalue -100 maxvalue 100 start 10 cache 5 cycle;
create table app.people (
    id serial primary key,
    no integer generated always as identity (start 7 increment 3),
    feels app.mood default 'it''s ok',
    amount app.positive not null,
    code varchar(10) collate "C" default 'x' unique,
    lower_code text generated always as (lower(code)) stored,
    nick app.citext,
    tags text[] default '{}'::text[],
    "Wei""rd %s $$ name" integer,
    during tstzrange,
    paired app.pair,
    constraint "two; -- words" check (id > 0 and code <> '--'),
    constraint no_overlap exclude using gist (no with =, during with &&) where (no > 0) deferrable initially deferred
);
alter table app.people alter column code set storage external, alter column code set statistics 99, alter column tags set (n_distinct = 5);
alter table app.people set (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_vacuum_threshold = 77);
comment on column app.people."Wei""rd %s $$ name" is E'line one\nline ''two'' \\ three';
comment on index app.people_pkey is 'the key';
comment on constraint people_pkey on app.people is 'the constraint';
create table app.parent (a integer, b integer, primary key (a, b) include (a));
create table "Odd Schema"."Select" (
    "Order" integer,
    "B.c" integer not null,
    constraint "long_name_that_has_sixty_three_bytes_exactly_123456789012345678" unique ("Order"),
    constraint back foreign key ("Order", "B.c") references app.parent (a, b) match full on update cascade on delete set null deferrable initially deferred
);
alter table app.parent add constraint forth foreign key (a) references "Odd Schema"."Select" ("Order") not valid;
alter table app.parent add constraint later check (a > 0) not valid;
create unlogged table app.ünïcode (ключ text primary key, "emoji 🎉" text unique nulls not distinct);
create index people_expr on app.people using btree ((no + 1) desc nulls last, lower(code) text_pattern_ops, feels) include (amount) with (fillfactor = 60) where amount > 5;
alter index app.people_expr alter column 1 set statistics 500;
create index people_tags on app.people using gin (tags);
create unique index parent_once on app.parent (b) nulls not distinct;
alter table app.parent alter column b set not null;
alter table app.parent replica identity full;
alter table app.people cluster on people_pkey;
create function app.add(a integer, b integer default 2, variadic rest integer[] default '{}') returns integer
    language sql immutable strict parallel safe cost 7 set search_path = '', "Odd Schema" as 'select a + b';
create function app.body(out x integer, inout y text) returns setof record language plpgsql security definer leakproof rows 5
    as $body$ begin x := 1; y := '$$ % ''' || y; return next; end $body$;
create function app.atomic(a integer) returns table (b integer, c text) language sql begin atomic select a, 'x'::text; end;
create procedure app.clean(n integer) language sql as $$ delete from app.parent where a = n $$;
create function app.touched() returns trigger language plpgsql as $$ begin return new; end $$;
revoke execute on function app.touched() from public;
comment on function app.add(integer, integer, integer[]) is 'adds';
create trigger plain before update of a, b on app.parent for each row when (old.a is distinct from new.a) execute function app.touched('it''s', '2');
create trigger many after insert on app.parent referencing new table as fresh for each statement execute function app.touched();
create constraint trigger later_on after delete on app.parent deferrable initially deferred for each row execute function app.touched();
alter table app.parent disable trigger many;
alter table app.parent enable always trigger plain;
create view app.watched with (security_invoker = true, security_barrier = true) as
    select p.id, p.feels, s."Order" from app.people p left join "Odd Schema"."Select" s on s."Order" = p.id where p.code like '%x';
alter view app.watched alter column feels set default 'sad';
comment on column app.watched.id is 'whose';
create view app.writable as select a, b from app.parent where a > 1 with cascaded check option;
create trigger instead instead of insert on app.watched for each row execute function app.touched();
create materialized view app.totals as select feels, count(*) as n from app.people group by feels;
create unique index totals_once on app.totals (feels);
alter table app.people enable row level security;
alter table app.parent force row level security;
create policy "read own; --" on app.people for select to anon_x, "Boss Role" using (id = (select max(no) from app.people x where x.id = people.id));
create policy write on app.people as restrictive for update using (true) with check (amount > 0);
comment on policy write on app.people is 'restrict';
grant select on app.people to anon_x;
grant insert, update on app.people to "Boss Role" with grant option;
grant select (code), update (code) on app.people to anon_x;
grant usage on schema app to public;
grant usage, select on sequence app.numbers to anon_x;
grant execute on procedure app.clean(integer) to "Boss Role";
revoke usage on type app.mood from public;
alter default privileges in schema app grant select on tables to anon_x;
alter default privileges revoke execute on functions from public;
alter table app.parent owner to "Boss Role";
alter schema "Odd Schema" owner to "Boss Role";
-- kinds that have no form of their own
create table app.events (id integer not null, at date not null, note text default 'x', primary key (id, at)) partition by range (at);
create table app.events_2026 partition of app.events for values from ('2026-01-01') to ('2027-01-01');
create index events_note on app.events (note);
comment on table app.events_2026 is 'this year';
create table app.base (a integer check (a > 0));
create table app.derived (b integer) inherits (app.base);
create aggregate app.total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
comment on aggregate app.total(integer) is 'sums';
create type app.span as range (subtype = integer);
create rule quiet as on insert to app.base do also nothing;
create statistics app.related on id, no from app.people;
create publication news for table app.people;
create collation app.plain from "C";
create view app.from_events as select id, note from app.events;
-- kinds whose forms came late
create type app."odd; -- range" as range (subtype = text, collation = "C", subtype_opclass = text_pattern_ops, multirange_type_name = "Odd Schema"."odd; -- multirange");
alter type app."odd; -- range" owner to "Boss Role";
comment on type app."odd; -- range" is 'from to';
grant usage on type app."odd; -- range" to anon_x;
create function app.span_difference(integer, integer) returns double precision language sql immutable as 'select ($1 - $2)::double precision';
create type app.measured as range (subtype = integer, subtype_diff = app.span_difference);
create table app.in_ranges (a app.measured, b app.measured_multirange, c "Odd Schema"."odd; -- multirange"[], d app."odd; -- range");
create aggregate app."odd; -- count"(*) (sfunc = int8inc, stype = bigint, initcond = '0', combinefunc = int8pl, parallel = safe);
alter aggregate app."odd; -- count"(*) owner to "Boss Role";
revoke execute on function app."odd; -- count"() from public;
comment on aggregate app."odd; -- count"(*) is 'all';
create function app.moved(double precision, double precision, text[]) returns double precision language sql as 'select $1 + $2';
create aggregate app.moving("a ""b""" double precision, variadic rest text[]) (sfunc = app.moved, stype = double precision, sspace = 8);
create aggregate app.sliding(double precision) (sfunc = float8pl, stype = double precision, msfunc = float8pl, minvfunc = float8mi, mstype = double precision, msspace = 16, minitcond = 'NaN', mfinalfunc_modify = read_write);
create aggregate app.discrete(double precision order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create aggregate app.place(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, finalfunc_modify = shareable, hypothetical);
comment on aggregate app.place(variadic "any" order by variadic "any") is 'rank';
create aggregate app.smallest(integer) (sfunc = int4smaller, stype = integer, sortop = <);
create function app.same(app.pair, app.pair) returns boolean language sql immutable as 'select $1.x = $2.x';
create function app.other(app.pair, app.pair) returns boolean language sql immutable as 'select $1.x <> $2.x';
create operator "Odd Schema".=%= (function = app.same, leftarg = app.pair, rightarg = app.pair, commutator = operator("Odd Schema".=%=), negator = operator(app.<%>), restrict = eqsel, join = eqjoinsel, hashes, merges);
create operator app.<%> (function = app.other, leftarg = app.pair, rightarg = app.pair, commutator = operator(app.<%>), negator = operator("Odd Schema".=%=), restrict = neqsel);
alter operator app.<%> (app.pair, app.pair) owner to "Boss Role";
comment on operator app.<%> (app.pair, app.pair) is 'other';
create function app.x_of(app.pair) returns integer language sql immutable as 'select $1.x';
create operator app.@% (function = app.x_of, rightarg = app.pair);
create view app.compared as select paired operator("Odd Schema".=%=) paired as is_same, operator(app.@%) paired as x from app.people;
create cast (app.pair as integer) with function app.x_of(app.pair) as assignment;
comment on cast (app.pair as integer) is 'first of it';
create cast (text as bytea) without function;
create cast (text as app.pair) with inout as implicit;
create collation app."odd; -- collation" (lc_collate = 'C', lc_ctype = 'POSIX');
alter collation app."odd; -- collation" owner to "Boss Role";
comment on collation app."odd; -- collation" is 'by bytes';
create domain app.sorted as text collate app."odd; -- collation";
create table app.collated (a text collate app."odd; -- collation", b app.sorted);
create index collated_a on app.collated (a collate app.plain);
create default conversion app."odd; -- conversion" for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
alter conversion app."odd; -- conversion" owner to "Boss Role";
comment on conversion app."odd; -- conversion" is 'wide';
create function app.sized(integer, integer) returns integer language sql immutable as 'select btint4cmp(abs($1), abs($2))';
create operator class app."odd; -- class" for type app.mood using btree as operator 1 <(anyenum, anyenum), operator 3 =(anyenum, anyenum), function 1 enum_cmp(anyenum, anyenum);
comment on operator class app."odd; -- class" using btree is 'moods';
create operator family app.sizes using btree;
create operator class app.sized for type integer using btree family app.sizes as operator 1 <, operator 3 =, function 1 app.sized(integer, integer);
alter operator family app.sizes using btree add operator 1 <(integer, bigint), function 2 (integer, integer) btint4sortsupport(internal);
alter operator class app.sized using btree owner to "Boss Role";
comment on operator family app.sizes using btree is 'sizes';
create operator class app.near for type point using gist as storage box, operator 15 <-> (point, point) for order by float_ops, function 1 gist_point_consistent(internal, point, smallint, oid, internal),
    function 2 gist_box_union(internal, internal), function 3 gist_point_compress(internal), function 5 gist_box_penalty(internal, internal, internal),
    function 6 gist_box_picksplit(internal, internal), function 7 gist_box_same(box, box, internal), function 8 gist_point_distance(internal, point, smallint, oid, internal);
create type app."odd; -- type";
create function app.odd_in(cstring) returns app."odd; -- type" language internal immutable strict as 'textin';
create function app.odd_out(app."odd; -- type") returns cstring language internal immutable strict as 'textout';
create function app.odd_recv(internal) returns app."odd; -- type" language internal immutable strict as 'textrecv';
create function app.odd_send(app."odd; -- type") returns bytea language internal immutable strict as 'textsend';
create type app."odd; -- type" (input = app.odd_in, output = app.odd_out, receive = app.odd_recv, send = app.odd_send, storage = extended, category = 'S', preferred, default = 'it''s', delimiter = ';', collatable);
alter type app."odd; -- type" owner to "Boss Role";
comment on type app."odd; -- type" is 'almost text';
create type app.only_a_name;
create table app.of_odd (a app."odd; -- type", b app."odd; -- type"[] default '{}');
create function app.handles() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create trusted language "odd; -- language" handler app.handles;
alter language "odd; -- language" owner to "Boss Role";
grant usage on language "odd; -- language" to anon_x with grant option;
comment on language "odd; -- language" is 'ours';
create function app.for_odd(internal) returns internal language internal immutable as 'int4in';
create transform for app."odd; -- type" language "odd; -- language" (from sql with function app.for_odd(internal));
comment on transform for app."odd; -- type" language "odd; -- language" is 'one way';
create function app.in_odd(app."odd; -- type") returns integer transform for type app."odd; -- type" language "odd; -- language" as 'begin return 1; end';
create access method "odd; -- method" type table handler heap_tableam_handler;
comment on access method "odd; -- method" is 'heap';
create table app.by_method (a integer) using "odd; -- method";
create rule "odd; -- rule" as on update to app.parent where old.a <> new.a do instead
    (insert into app.base values (old.a); delete from app.base where a = new.a);
alter table app.parent enable always rule "odd; -- rule";
comment on rule "odd; -- rule" on app.parent is 'both';
create rule written as on delete to app.writable do instead delete from app.parent where a = old.a;
create statistics "Odd Schema"."odd; -- stats" (mcv, ndistinct) on id, no, (lower(code)), (no + 1) from app.people;
alter statistics "Odd Schema"."odd; -- stats" set statistics 77;
alter statistics "Odd Schema"."odd; -- stats" owner to "Boss Role";
comment on statistics "Odd Schema"."odd; -- stats" is 'related';
create statistics "Odd Schema".related on id, amount from app.people;
create statistics app.alone on (lower(code)) from app.people;
create publication "odd; -- news" for table app.people, "Odd Schema"."Select" with (publish = 'insert, delete', publish_via_partition_root);
comment on publication "odd; -- news" is 'some';
create publication everything for all tables;
alter publication news owner to "Boss Role";
create function app.noticed() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger "odd; -- event" on ddl_command_end when tag in ('DROP TABLE', 'CREATE TABLE') execute function app.noticed();
alter event trigger "odd; -- event" enable replica;
comment on event trigger "odd; -- event" is 'notices';
create text search template app."odd; -- template" (init = dsimple_init, lexize = dsimple_lexize);
comment on text search template app."odd; -- template" is 'simple';
create text search parser app."odd; -- parser" (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
comment on text search parser app."odd; -- parser" is 'plain';
create text search dictionary app."odd; -- dictionary" (template = app."odd; -- template", stopwords = english, accept = false);
alter text search dictionary app."odd; -- dictionary" owner to "Boss Role";
comment on text search dictionary app."odd; -- dictionary" is 'words';
create text search configuration app."odd; -- configuration" (parser = app."odd; -- parser");
alter text search configuration app."odd; -- configuration" add mapping for word, email with app."odd; -- dictionary", english_stem;
alter text search configuration app."odd; -- configuration" add mapping for "int" with simple;
comment on text search configuration app."odd; -- configuration" is 'maps';
create text search configuration app.simpler (copy = simple);
create foreign data wrapper "odd; -- wrapper" options ("Odd ""o""" 'it''s', debug 'true');
grant usage on foreign data wrapper "odd; -- wrapper" to anon_x;
comment on foreign data wrapper "odd; -- wrapper" is 'far';
create server "odd; -- server" type 'a ''type' version '1.10' foreign data wrapper "odd; -- wrapper" options (host 'h', port '5432', empty '');
alter server "odd; -- server" owner to "Boss Role";
grant usage on foreign server "odd; -- server" to anon_x with grant option;
comment on server "odd; -- server" is 'there';
create user mapping for public server "odd; -- server";
create user mapping for "Boss Role" server "odd; -- server" options ("user" 'it''s');
create foreign table app."odd; -- foreign" (
    id integer options (column_name 'a''b') not null default 7,
    "na; --" text collate "C" check ("na; --" <> ''),
    mood app.mood,
    twice integer generated always as (id * 2) stored
) server "odd; -- server" options (table_name 'it''s', empty '');
alter foreign table app."odd; -- foreign" alter column id set statistics 5, alter column "na; --" set storage external, alter column mood set (n_distinct = 3);
comment on foreign table app."odd; -- foreign" is 'elsewhere';
comment on column app."odd; -- foreign".id is 'its id';
grant select on app."odd; -- foreign" to anon_x;
grant update (id) on app."odd; -- foreign" to anon_x;
create trigger far before insert on app."odd; -- foreign" for each row execute function app.touched();
create statistics app.far on id, "na; --" from app."odd; -- foreign";
create view app.near as select id, mood from app."odd; -- foreign";
-- since 15
create publication fine for table app.parent (a, b) where (a > 0), app.people where (code <> '--');
create publication whole for tables in schema app, "Odd Schema";

-- NOT NULL whose names were taken, are a parent's, or are the child's own
create schema taken;
create table taken.a_b (c integer not null);
create table taken.a (b_c integer not null);
create table taken.archive (id integer constraint job_id_not_null not null);
create table taken.job (id integer not null, name text not null) partition by list (name);
create table taken.job_1 (like taken.job);
alter table taken.job attach partition taken.job_1 for values in ('1');
create table taken.words (id integer, language text, primary key (id, language));
create table taken.words_of_tables (primary key (id, language)) inherits (taken.words);
create table taken.words_of_chairs () inherits (taken.words);

-- what initdb and extensions made, with other privileges
revoke usage on language plpgsql from public;
grant usage on language plpgsql to anon_x;
revoke usage on type app.citext from public;
create extension postgres_fdw;
grant usage on foreign data wrapper postgres_fdw to anon_x;

-- comments on what has no place for them
create schema said;
create table said.numbered (id integer generated always as identity primary key, n integer constraint "not; none" not null);
comment on sequence said.numbered_id_seq is 'It counts';
comment on constraint "not; none" on said.numbered is 'It is there';
comment on index said.numbered_pkey is 'It finds';
create view said.last as select last_value from said.numbered_id_seq;
create function said.next() returns bigint language sql begin atomic select nextval('said.numbered_id_seq'); end;

-- functions that come with a range
create type said.during as range (subtype = time);
create table said.days (a time, b time, r said.during default said.during('10:00', '11:00'), check (not isempty(said.during(a, b))));
create index on said.days using gist (said.during(a, b));
create view said.spans as select said.during_multirange(said.during(a, b)) as m from said.days;

-- names that would leave a comment, and text that psql would take for its own
create table said."a
\! echo left
b" (id integer);
create function said."f
g"(a integer[]) returns integer[] language sql as 'select a[1:2]';
create table said.slices (a integer[], b integer[] generated always as (a[1:cardinality(a)]) stored);
