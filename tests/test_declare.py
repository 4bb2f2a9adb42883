"""What is found in the SQL of a declaration without a server: all that dangles, nothing that PostgreSQL would take."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest
import yaml
from case_runner import CASES, Expected, folders

from neodiff import bodies
from neodiff.declare import expressions
from neodiff.declare.load import Declaration, load
from neodiff.platforms import platform_named
from neodiff.problems import DeclarationError
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides

WORLD = """
schema: app
---
table: people
columns:
  id: {type: uuid, primary_key: true, default: gen_random_uuid()}
  name: {type: text, collation: C}
  Odd Name: text
  type: text
  value: integer
  level: integer
  comment: text
  day: date
  at: timestamptz
  data: jsonb
  tags: "text[]"
  nums: "integer[]"
  span: tstzrange
  spot: point
  place: app.place
  mood: app.mood
---
table: members
schema: app
columns: {person_id: uuid, tenant_id: uuid, "role": text, since: date}
---
composite: place
schema: app
attributes: {city: text, zip: text}
---
enum: mood
schema: app
values: [sad, happy]
---
function: full_name
schema: app
args: [public.people]
returns: text
language: sql
body: select $1.name
---
function: full_name
args: [public.people]
returns: text
language: sql
body: select $1.name
---
function: tenants_of
schema: app
args: {"who": uuid}
returns: setof uuid
language: sql
body: select tenant_id from app.members where person_id = who
---
function: touch
schema: app
returns: trigger
language: plpgsql
body: begin return new; end
---
view: adults
query: select id, name, value + 1 as more from people
---
table: sized
columns: {a: "numeric(10, 2)", at: integer}
"""

# Valid, and hard to read for one who is not PostgreSQL. The names are those of people.
EXPRESSIONS = """
value > 0 -- a note
people.value > 0
"Odd Name" <> ''
NAME is not null
value is distinct from level
value between symmetric 1 and 2
(place).city = 'x'
name collate "C" < 'x'
name collate pg_catalog."C" < 'x'
name ~ '^(a|b)[(]$' and name !~* $re$)($re$
name like E'\\'(' escape '!'
name similar to '%(b|d)%'
name operator(pg_catalog.~~) 'x'
substring(name from 1 for 2) = 'ab'
substring(name similar 'a#"b#"c' escape '#') = 'b'
overlay(name placing 'x' from 1) = 'x'
position('x' in name) > 0
trim(both 'x' from name) = ''
normalize(name, nfc) = name
name is nfc normalized
extract(epoch from at) > 0
at at time zone 'utc' > timestamp '2020-01-01'
(day, day + 1) overlaps (date '2020-01-01', interval '1 day')
day > '2020-01-01'::date + interval '1' day
at > (now() - interval '1 day' * value)
at at local > localtimestamp
spot <@ box '((0,0),(1,1))'
spot ~= point '(1,2)'
data ? 'a' and data ->> 'b' = 'c' and data #>> '{a,b}' = 'x' and data @> '{"a": 1}'
data ?| array['a', 'b'] and data @? '$.a' and data['a']['b'] is not null
data is json object with unique keys
jsonb_path_exists(data, '$.a[*] ? (@ > $min)', '{"min": 2}')
json_object('a': value, 'b': name absent on null) is not null
json_value(data, '$.a' returning int default 1 on empty) = 1
json_exists(data, '$.a')
tags && array['a']::text[] and 'x' = any (tags) and value <> all (nums)
nums[1] = 1 and nums[1:2] = '{1,2}' and array_length(nums, 1) is null
span @> at and isempty(span) and lower(span) < upper(span) and span -|- span
mood > 'sad' and mood = 'happy'::app.mood
mood = any (enum_range(null::app.mood))
num_nonnulls(name, type, comment) = 1
coalesce(value, level, 0) % 2 = 0 and value ^ 2 > 1 and @ value = 1 and |/ value > 1
case type when 'a' then value > 0 else level > 0 end
case when value is null then true else false end
(value, level) = (1, 2) and row(value, level) <= row(2, 1)
(value > 0) is true and (level > 0) is not unknown
not (value in (1, 2)) and value not in (3)
make_interval(days => value) > interval '0'
current_user = name and current_schema = type and current_catalog = comment and session_user <> ''
current_setting('app.tenant', true) = name
cast(value as text) = name and value::text || ':' = name and value::numeric(10, 2) > 1.5e-3
B'101' = value::bit(3) and X'1F' = b'00011111' and U&'\\0061' = name
/* a /* nested */ comment */ value > 0
tableoid > 0
greatest(value, level) = least(value, 1) and nullif(value, 0) is not null
pg_catalog.length(name) > 1
to_tsvector('simple', name) @@ to_tsquery('simple', 'a & !b')
people is not null
value isnull or level notnull
value = 1_000 or value = 0x1F or value = 0b11
"""
# Only where a query may stand, or after the table is made.
POLICIES = """
app.full_name(people) = name
app.full_name(people.*) = name
people.full_name = name
exists (select from app.members m where m.person_id = people.id and role = 'x')
exists (select 1 from app.members where person_id = id and tenant_id in (select app.tenants_of(people.id)))
id in (select person_id from app.members union select m.person_id from app.members m order by person_id)
id in (with mine as (select person_id as me from app.members) select me from mine)
id in (with recursive up(n, who) as (select 1, id from people union all select n + 1, who from up) select who from up)
id = any (array(select t from app.tenants_of(id) t))
id in (select t from app.tenants_of(id) as t)
exists (select from app.members m join adults a on a.id = m.person_id and more > 1 where since < day)
exists (select from app.members m join app.sized using (at) where a > 1)
exists (select from app.members join app.members other using (tenant_id) where tenant_id = id and other.role = 'x')
exists (select from (values (1, 'a')) as v(n, t) where n = value and v.t = name)
exists (select from unnest(tags) with ordinality as u(tag, n) where tag = name and u.n > 1)
exists (select from jsonb_to_recordset(data) as r(a int, b text) where r.a = value and b = name)
exists (select from json_table(data, '$[*]' columns (a int path '$.a', n for ordinality)) as j where j.a = 1 and n = 1)
exists (select from jsonb_each(data) where key = 'x' and jsonb_each.value is not null)
exists (select from generate_series(1, 3) g where g = value)
exists (select from app.members m, lateral (select m.role as r) s where s.r = 'x' and r = 'y')
exists (select from app.members m left join lateral app.tenants_of(m.person_id) t on true where t = id)
exists (select from (app.members m cross join adults a) where m.role = a.name)
exists (select role, count(*) as n from app.members group by role having count(*) > 1 order by n)
exists (select from app.members m where row_to_json(m) is not null and m is not null)
exists (select count(*) filter (where role = '') over w from app.members window w as (partition by role order by since))
exists (select from app.members as m (p, t) where m.p = id and t is not null)
exists (select from pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where relname = name)
exists (select from information_schema.columns c where c.column_name = name)
exists (table app.members)
exists (select from only app.members tablesample system (10) where role = 'x')
value = (select max(value) from people p where p.level = people.level)
value = (select p.level from people p order by p.at desc nulls last fetch first 1 rows only)
value = (select percentile_disc(0.5) within group (order by value) from people)
exists (select distinct on (role) role as r from app.members order by role, since)
exists (select from app.members group by grouping sets ((role), ()))
exists (select p.full_name from people p)
exists (select from adults where more > 1)
exists (select person_id from app.members except all select id from people)
exists (select from app.members m where (m.tenant_id, m.role) in (select id, name from people))
"""


def declared(folder: Path, text: str, *, sql: bool = True, settings: str = "") -> Declaration:
    folder.mkdir(exist_ok=True)
    (folder / "all.yaml").write_text(text)
    if settings:
        (folder / "neodiff.yaml").write_text(settings)
    return load(folder, sql=sql)


def said(folder: Path, text: str, settings: str = "") -> list[str]:
    """The problems without the folder's name: `line:column: message (hint)`."""
    try:
        declared(folder, text, settings=settings)
    except DeclarationError as error:
        name = f"{folder / 'all.yaml'}:"
        return [str(p).replace(name, "").replace("\n  ", " | ") for p in error.problems.sorted()]
    return []


def lines(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line]


def valid() -> str:
    """WORLD with every valid expression in a policy, those without a query in a constraint too."""
    documents = list(yaml.safe_load_all(WORLD))
    people = next(document for document in documents if document.get("table") == "people")
    queries = lines(POLICIES)
    people["policies"] = {f"p{n}": {"using": text} for n, text in enumerate([*lines(EXPRESSIONS), *queries])}
    people["checks"] = {f"c{n}": text for n, text in enumerate(lines(EXPRESSIONS))}
    people["triggers"] = {
        "touch": {
            "timing": "before",
            "events": [{"update": ["name", "Odd Name"]}],
            "level": "row",
            "when": 'old.name is distinct from new.name and (new.place).city <> old."Odd Name" and new is not null',
            "function": "app.touch",
        }
    }
    people["indexes"] = {
        "by_lower": {"columns": [{"expression": "lower(name)"}, "value"], "where": "level > 0"},
        "by_place": [{"expression": "(place).city"}],
    }
    members = next(document for document in documents if document.get("table") == "members")
    members["columns"]["at"] = "integer"
    for index, text in enumerate(queries):
        documents.append({"view": f"v{index}", "query": f"select name, {text} as found from people"})
    for document in documents:
        if document.get("table") == "sized":
            document["schema"] = "app"
    return yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True)


def test_what_postgresql_takes_is_no_error(tmp_path: Path, scratch: Databases) -> None:
    declaration = declared(tmp_path, valid())
    with Sides(scratch.server, scratch, platform_named("none"), lambda _: None) as sides:
        sides.target(declaration, 18)


@pytest.mark.parametrize("name", folders())
def test_cases_have_no_errors(name: str, tmp_path: Path) -> None:
    expected = Expected.read(CASES / name)
    if expected.expect == "stopped":
        pytest.skip("is meant to be wrong")
    for side in ("before", "after"):
        folder = tmp_path / side
        folder.mkdir()
        for each in (f"{side}.yaml", "both.yaml"):
            if (CASES / name / each).exists():
                shutil.copy(CASES / name / each, folder)
        if expected.settings:
            (folder / "neodiff.yaml").write_text(yaml.safe_dump(expected.settings))
        structure = _problems(folder, sql=False)
        assert _problems(folder, sql=True) == structure


def _problems(folder: Path, *, sql: bool) -> str:
    try:
        load(folder, sql=sql)
    except DeclarationError as error:
        return str(error)
    return ""


def test_the_first_users_schema_has_no_errors() -> None:
    declaration = load(Path(__file__).parent.parent / "schema", sql=True)
    assert expressions.notes(declaration) == []


# What is added to WORLD, and what is said of it.
DANGLING = {
    "relation in a view": (
        "view: v\nquery: select * from peple",
        ["2:22: view public.v: no table or view 'peple' is declared | did you mean 'people'?"],
    ),
    "relation of a schema": (
        "view: v\nquery: select * from app.membrs",
        ["2:26: view public.v: no table or view 'app.membrs' is declared | did you mean 'app.members'?"],
    ),
    "relation of another schema": (
        "view: v\nquery: select * from members",
        ["2:22: view public.v: no table or view 'members' is declared | did you mean 'app.members'?"],
    ),
    "relation in a join of a subquery": (
        "view: v\nquery: |\n  select 1 where exists (\n    select from people p\n    join App.tenants t on true)",
        ["5:14: view public.v: no table or view 'app.tenants' is declared"],
    ),
    "column of a view": (
        "view: v\nquery: select nmae from people",
        ["2:15: view public.v: no column 'nmae' in people | did you mean 'name'?"],
    ),
    "column by alias": (
        "view: v\nquery: select p.nmae from people p",
        ["2:17: view public.v: no column 'nmae' in p | did you mean 'name'?"],
    ),
    "column of another view": (
        "view: v\nquery: select moer from adults",
        ["2:15: view public.v: no column 'moer' in adults | did you mean 'more'?"],
    ),
    "column of a derived table": (
        "view: v\nquery: select q.n from (select id as i from people) q",
        ["2:17: view public.v: no column 'n' in q | known: i"],
    ),
    "column that only case tells apart": (
        'view: v\nquery: select "Name" from people',
        ["2:15: view public.v: no column 'Name' in people | did you mean 'name'?"],
    ),
    "alias that is not there": (
        "view: v\nquery: select o.id from people p",
        ["2:15: view public.v: no table 'o' in the FROM clause or above it | known: p"],
    ),
    "policy": (
        "table: t\ncolumns: {tenant_id: uuid}\npolicies:\n  p: {using: tenantid = id, check: t.tenant_id is null}",
        [
            "4:14: policy public.t.p: no column 'tenantid' in t | did you mean 'tenant_id'?",
            "4:25: policy public.t.p: no column 'id' in t | known: tenant_id",
        ],
    ),
    "policy with a subquery": (
        (
            "table: t\ncolumns: {who: uuid}\npolicies:\n  p:\n    check: >-\n      who in (\n       "
            " select person from app.members m\n        where m.roel = 'x')"
        ),
        [
            "7:16: policy public.t.p: no column 'person' in m, t | did you mean 'person_id'?",
            "8:17: policy public.t.p: no column 'roel' in m | did you mean 'role'?",
        ],
    ),
    "check": (
        "table: t\ncolumns: {a: {type: int, check: b > 0}}",
        ["2:33: check public.t.t_a_check: no column 'b' in t | known: a"],
    ),
    "generated": (
        "table: t\ncolumns: {a: {type: int, generated: b + 1}}",
        ["2:37: column public.t.a: no column 'b' in t | known: a"],
    ),
    "index": (
        "table: t\ncolumns: {a: text}\nindexes:\n  i: {columns: [{expression: lower(b)}, c], where: d > 0}",
        [
            "4:36: index public.t.i: no column 'b' in t | known: a",
            "4:41: index public.t.i: no column 'c' in table public.t | known: a",
            "4:52: index public.t.i: no column 'd' in t | known: a",
        ],
    ),
    "keys": (
        "table: t\ncolumns: {a: text}\nprimary_key: [b]\nunique: [[a, c]]",
        [
            "3:15: primary key public.t.t_pkey: no column 'b' in table public.t | known: a",
            "4:14: unique public.t.t_a_c_key: no column 'c' in table public.t | known: a",
        ],
    ),
    "foreign keys": (
        "table: t\ncolumns: {a: {type: uuid, references: app.people.id}, b: {type: uuid, references: people.uid}}",
        [
            ("2:27: foreign key public.t.t_a_fkey: no table app.people is declared | did you mean 'public.people'?"),
            "2:71: foreign key public.t.t_b_fkey: no column 'uid' in table public.people | did you mean 'id'?",
        ],
    ),
    "foreign key of two columns to one": (
        "table: t\ncolumns: {a: uuid, b: uuid}\nforeign_keys:\n  - {columns: [a, b], references: people(id)}",
        [
            (
                "4:5: foreign key public.t.t_a_b_fkey: 2 columns reference 1 columns of "
                "public.people | name as many on both sides"
            ),
        ],
    ),
    "trigger": (
        (
            "table: t\ncolumns: {a: int}\ntriggers:\n  g: {timing: before, events: {update: [b]}, "
            "level: row, when: new.c > 0, function: app.tuch}"
        ),
        [
            "4:41: trigger public.t.g: no column 'b' in table public.t | known: a",
            "4:68: trigger public.t.g: no column 'c' in new | known: a",
            "4:85: trigger public.t.g: no function 'app.tuch' is declared | did you mean 'app.touch'?",
        ],
    ),
    "trigger function without its schema": (
        "table: t\ncolumns: {a: int}\ntriggers:\n  g: {timing: before, events: insert, function: touch}",
        ["4:49: trigger public.t.g: no function 'touch' is declared | did you mean 'app.touch'?"],
    ),
    "function": (
        "view: v\nquery: select app.tenant_of(id) from people",
        ["2:19: view public.v: no function 'tenant_of' in schema app | did you mean 'app.tenants_of'?"],
    ),
    "sequence": (
        "sequence: s\nowned_by: people.dya",
        ["2:1: sequence public.s: owned_by: no column 'dya' in table public.people | did you mean 'day'?"],
    ),
    "type": (
        (
            "table: t\ncolumns: {a: 'app.moood[]', b: numeric}\n---\nfunction: f\nargs: {a: "
            "app.place, b: app.plac}\nlanguage: sql\nreturns: int\nbody: select 1"
        ),
        [
            "2:14: column public.t.a: no type app.moood is declared | did you mean 'app.mood'?",
            (
                "5:25: function public.f(app.place, app.plac): argument: no type app.plac is "
                "declared | did you mean 'app.place'?"
            ),
        ],
    ),
    "comment on a view's column": (
        "view: v\nquery: select id from people\ncolumns: {idd: {comment: x}}",
        ["3:17: view public.v: the query has no column 'idd' | did you mean 'id'?"],
    ),
}


@pytest.mark.parametrize("name", DANGLING)
def test_dangling(name: str, tmp_path: Path) -> None:
    text, expected = DANGLING[name]
    (tmp_path / "world.yaml").write_text(WORLD)
    assert said(tmp_path, text) == expected


# Nothing is said of what somebody else may make.
UNCERTAIN = {
    "a raw document": (
        "sql: x\ncreate: create table app.part (a int) partition by list (a)\n---\nview: "
        "v\nquery: select b from app.part"
    ),
    "columns added by a raw document": (
        "sql: x\ncreate: alter table people add column extra text\n---\nview: v\nquery: select extra from people"
    ),
    "a raw document that runs made SQL": (
        "sql: x\ncreate: do $$ begin execute 'create table q()'; end $$\n---\nview: v\nquery: table q"
    ),
    "an extension": "extension: postgis\n---\nview: v\nquery: select srid, app.st_x(id) from spatial_ref_sys, people",
    "functions of an extension": (
        "extension: pgcrypto\nschema: app\n---\nview: v\nquery: select app.digest(name, 'md5') from people"
    ),
    "the catalog": (
        "view: v\nquery: select relname, c.nothing from pg_class c, information_schema.tables t where t.anything = 1"
    ),
    "a view with a star": "view: v\nquery: select * from people\n---\nview: w\nquery: select v.a, b from v",
    "a schema that is not declared": "view: v\nquery: select other.f(id), id::other.t from people",
}


@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_is_uncertain_is_left_to_postgresql(name: str, tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(WORLD)
    assert said(tmp_path, UNCERTAIN[name]) == []


def test_the_platforms_schemas_are_its_own(tmp_path: Path) -> None:
    text = """
table: t
columns: {id: {type: uuid, references: {schema: auth, table: users, column: id}}, n: text}
policies:
  p: {using: "id = auth.uid() and id in (select user_id from auth.sessions) and extensions.digest(n, 'x') is null"}
triggers:
  g: {timing: before, events: insert, function: extensions.moddatetime, args: [n]}
"""
    assert said(tmp_path, text, "platform: supabase") == []
    assert [line.split(" | ")[0] for line in said(tmp_path, text, "platform: none")] == [
        "3:62: foreign key public.t.t_id_fkey: no table auth.users is declared",
        "5:67: policy public.t.p: no table or view 'auth.sessions' is declared",
        "7:49: trigger public.t.g: no function 'extensions.moddatetime' is declared",
    ]


FAULTS = {
    "(a > 0": "0: '(' is never closed",
    "a > 0)": "5: ')' closes nothing",
    "a[1) > 0": "3: ')' closes nothing",
    "a = 'x": "4: the quote ' is never closed",
    "a = 'it''s": "4: the quote ' is never closed",
    'a = "x': '4: the quote " is never closed',
    "a = $x$ b $y$": "4: the quote $x$ is never closed",
    "a /* b": "2: the comment /* is never closed",
    "-- only": "0: expected an SQL expression, got comments only",
    "a > 0;": "5: a semicolon in an expression",
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_no_sql_can_be(text: str) -> None:
    found = expressions.fault(text, "expression")
    assert found is not None
    assert f"{found[0]}: {found[1]}" == FAULTS[text]


def test_what_sqlglot_does_not_read_is_a_note(tmp_path: Path) -> None:
    declaration = declared(tmp_path, "table: t\ncolumns: {a: {type: int, check: a > 0 0}}\n")
    assert expressions.notes(declaration) == [
        (
            f"{tmp_path}/all.yaml:2:39: check public.t.t_a_check: sqlglot cannot read this: unexpected token; "
            "PostgreSQL decides"
        )
    ]


BODIES = """
function: counted
returns: bigint
language: sql
set: {search_path: "''"}
body: |
  select count(*)
  from public.people
  where public.people.nmae = 'x'
---
function: unqualified
returns: bigint
language: sql
set: {search_path: "''"}
body: select count(*) from people
---
function: fine
returns: bigint
language: sql
body: select count(*) from people
---
function: misspelt
returns: trigger
language: plpgsql
body: |
  begin
    if new.a thn
      return new;
    end if;
  end
---
function: undeclared
returns: trigger
language: plpgsql
body: |
  begin
    unknown := 1;
    return new;
  end
---
procedure: p
args: {a: int}
language: sql
body: "insert into people (level) values (a); insert into people (levl) values (a)"
"""


def test_bodies_are_validated_with_everything_there(tmp_path: Path, scratch: Databases) -> None:
    (tmp_path / "world.yaml").write_text(WORLD)
    declaration = declared(tmp_path, BODIES)
    with Sides(scratch.server, scratch, platform_named("none"), lambda _: None) as sides:
        target = sides.target(declaration, sides.server.major)
    with scratch.copy(target.template) as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        found = bodies.check(conn, declaration).sorted()
        again = bodies.check(conn, declaration).sorted()
    name = f"{tmp_path / 'all.yaml'}:"
    assert [str(problem.pos).replace(name, "") + f" {problem.message}" for problem in found] == [
        "9:9 function public.counted(): PostgreSQL says: column people.nmae does not exist",
        '15:28 function public.unqualified(): PostgreSQL says: relation "people" does not exist',
        '28:17 function public.misspelt(): PostgreSQL says: missing "THEN" at end of SQL expression',
        '37:5 function public.undeclared(): PostgreSQL says: "unknown" is not a known variable',
        '44:67 procedure public.p(int): PostgreSQL says: column "levl" of relation "people" does not exist',
    ]
    assert again == found
