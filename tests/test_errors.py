"""What a person sees who made mistakes in the YAML: every one of them, where it is, what to do; exit status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from neodiff.__main__ import run
from neodiff.errors import EXIT_EQUAL, EXIT_INPUT
from neodiff.scratch.databases import Databases

Run = tuple[int, str]


@pytest.fixture(autouse=True)
def _in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("schema").mkdir()


def files(**texts: str) -> None:
    for name, text in texts.items():
        Path("schema", f"{name}.yaml").write_text(text)


def told(capsys: pytest.CaptureFixture[str], *command: str) -> Run:
    """The exit status and what is said on stderr; nothing may be on stdout where something is wrong."""
    status = run(command or ("check", "--offline"))
    out, err = capsys.readouterr()
    assert status == EXIT_EQUAL or out == ""
    assert "Traceback" not in err
    return status, err.removeprefix("neodiff: ")


MEMBERS = """\
table: members
colums: {}
columns:
  id: {type: uuid, primary_key: yes}
  tenant_id: {type: uuid, references: tenats.id}
  person_id: {type: uuid, references: people.idd}
  status: {type: text, default: member}
  status: text
indexes:
  members_by_person: [persn_id]
policies:
  own: {for: selct, using: person_id is not null}
  others: {for: select, using: persn_id is null}
"""
PEOPLE = """\
table: people
columns:
  id: {type: uuid, primary_key: true}
  name: text
---
table: tenants
columns:
	id: uuid
---
tabel: lists
"""
VIEWS = """\
view: names
query: |
  select nmae from people
---
table: people
columns: {id: uuid}
"""
EXPECTED = """\
schema/members.yaml:2:1: table members: unknown key 'colums'
  did you mean 'columns'?
schema/members.yaml:4:33: table members: column id: primary_key: expected true or false, got 'yes'
schema/members.yaml:5:27: foreign key public.members.members_tenant_id_fkey: no table public.tenats is declared
schema/members.yaml:6:27: foreign key public.members.members_person_id_fkey: no column 'idd' in table public.people
  did you mean 'id'?
schema/members.yaml:7:33: table members: column status: default: the bare word 'member' is no SQL expression
  if you mean the text, write "'member'"; if a function, write member()
schema/members.yaml:8:3: key 'status' is here twice
  the first is at schema/members.yaml:7:3
schema/members.yaml:10:23: index public.members.members_by_person: no column 'persn_id' in table public.members
  did you mean 'person_id'?
schema/members.yaml:12:14: table members: policy own: for: expected all, select, insert, update or delete, got 'selct'
  did you mean 'select'?
schema/members.yaml:13:32: policy public.members.others: no column 'persn_id' in members
  did you mean 'person_id'?
schema/people.yaml:8:1: cannot read as YAML: a tab cannot indent
  indent with spaces
schema/people.yaml:10:1: no key says what kind of object this is
  got 'tabel'; did you mean 'table'?
schema/views.yaml:3:10: view public.names: no column 'nmae' in people
  did you mean 'name'?
schema/views.yaml:5:1: table public.people: declared twice
  the other one stands at schema/people.yaml:1:1
"""


@pytest.mark.parametrize(
    "command",
    [("check", "--offline"), ("check",), ("render",), ("diff", "postgresql://nowhere.invalid/x")],
    ids=lambda command: " ".join(command[:2]),
)
def test_all_mistakes_of_three_files_at_once(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    files(members=MEMBERS, people=PEOPLE, views=VIEWS)
    status, err = told(capsys, *command)
    assert err == EXPECTED
    assert status == EXIT_INPUT


# A whole file -> what is said of it, its name left out.
MISTAKES = {
    "unknown kind of value": ("table: t\ncolumns: [a]", "2:10: table t: columns: expected a mapping, got a list"),
    "no name": (
        "table:\ncolumns: {}",
        "1:7: table: table: expected a name, got nothing\n  give a value, or leave the key out",
    ),
    "long name": (
        f"table: {'n' * 64}\ncolumns: {{}}",
        (
            f"1:8: table {'n' * 64}: table: expected a name of at most 63 bytes, got 64 in '{'n' * 64}'\n"
            f"  PostgreSQL would cut it to '{'n' * 63}': write a shorter one"
        ),
    ),
    "long name of a column": (
        f"table: t\ncolumns: {{{'é' * 32}: text}}",
        (
            f"2:11: table t: columns: expected a name of at most 63 bytes, got 64 in '{'é' * 32}'\n"
            f"  PostgreSQL would cut it to '{'é' * 31}': write a shorter one"
        ),
    ),
    "character 0": (
        'table: "a\\0b"\ncolumns: {}',
        "1:10: table 'a\\x00b': table: PostgreSQL cannot store the character U+0000",
    ),
    "identity and default": (
        "table: t\ncolumns: {a: {type: int, identity: always, default: 1}}",
        (
            "2:26: table t: column a: default and identity are both given\n"
            "  a column has a default, an identity or a generation expression: leave one"
        ),
    ),
    "generated and default": (
        "table: t\ncolumns: {a: int, b: {type: int, default: 1, generated: a + 1}}",
        (
            "2:46: table t: column b: default and generated are both given\n"
            "  a column has a default, an identity or a generation expression: leave one"
        ),
    ),
    "virtual of nothing": (
        "table: t\ncolumns: {a: {type: int, virtual: true}}",
        "2:26: table t: column a: virtual without generated\n  give the expression in `generated:`",
    ),
    "primary key of table and column": (
        "table: t\ncolumns: {a: {type: int, primary_key: true}}\nprimary_key: [a]",
        (
            "3:1: table t: a second primary key; the first is at FILE:2:26\n"
            "  leave out `primary_key:` of column a, or of the table"
        ),
    ),
    "primary keys of two columns": (
        "table: t\ncolumns:\n  a: {type: int, primary_key: true}\n  b: {type: int, primary_key: true}",
        (
            "4:18: table t: a second primary key; the first is at FILE:3:18\n"
            "  one key over both columns is `primary_key: [a, b]` of the table"
        ),
    ),
    "check of a policy that reads": (
        "table: t\ncolumns: {a: int}\npolicies:\n  p: {for: delete, check: a > 0}",
        "4:20: table t: policy p: `check` has no meaning for delete\n  a policy for delete has `using` only",
    ),
    "using of a policy that inserts": (
        "table: t\ncolumns: {a: int}\npolicies:\n  p: {for: insert, using: a > 0}",
        "4:20: table t: policy p: `using` has no meaning for insert\n  a policy for insert has `check` only",
    ),
    "labels twice": (
        "enum: e\nvalues: [a, b, a]",
        "2:16: enum e: value 'a' is here twice\n  the first is at FILE:2:10",
    ),
    "a long label": (
        f"enum: e\nvalues: [{'n' * 64}]",
        f"2:10: enum e: expected a value of at most 63 bytes, got '{'n' * 64}'",
    ),
    "no body": (
        "function: f\nreturns: int\nlanguage: sql",
        "1:1: function f: expected a body, got none\n  give `body:`, `atomic:`, or `symbol:` of a C function",
    ),
    "two bodies": (
        "function: f\nreturns: int\nlanguage: sql\nbody: select 1\natomic: return 1",
        "5:1: function f: body and atomic are both given\n  a routine has one body: leave one of them",
    ),
    "an element that is nothing": (
        "table: t\ncolumns: {a: int}\nindexes:\n  i: [{order: desc}]",
        "4:7: table t: index i: expected a column or an expression in element 1, got none",
    ),
    "an event without columns": (
        "table: t\ncolumns: {a: int}\ntriggers:\n  g: {timing: before, events: [{}], function: f}",
        (
            "4:32: table t: trigger g: an event without columns\n  write `update`, or {update: [column]}\n"
            "FILE:4:47: trigger public.t.g: no function 'f' is declared"
        ),
    ),
    "index names in a schema": (
        "table: t\ncolumns: {a: int}\nindexes: {i: [a]}\n---\ntable: u\ncolumns: {a: int}\nindexes: {i: [a]}",
        (
            "7:11: index public.u.i: the name 'i' is taken in schema public (tables, views, sequences, composite types, "
            "indexes and keys share names) by index public.t.i\n"
            "  that one stands at FILE:3:11; give one of them another name"
        ),
    ),
    "a generated name in a schema": (
        "table: a_b\ncolumns: {c: {type: int, unique: true}}\n---\ntable: a\ncolumns: {b_c: {type: int, unique: true}}",
        (
            "5:28: unique public.a.a_b_c_key: the name 'a_b_c_key' is taken in schema public (tables, views, sequences, "
            "composite types, indexes and keys share names) by unique public.a_b.a_b_c_key\n"
            "  that one stands at FILE:2:26; give one of them another name"
        ),
    ),
    "a table and a view": (
        "table: t\ncolumns: {}\n---\nview: t\nquery: select 1 as a",
        (
            "4:1: view public.t: the name 't' is taken in schema public (tables, views, sequences, composite types, "
            "indexes and keys share names) by table public.t\n"
            "  that one stands at FILE:1:1; give one of them another name"
        ),
    ),
    "an enum and a table": (
        "table: t\ncolumns: {}\n---\nenum: t\nvalues: [a]",
        (
            "4:1: enum public.t: the name 't' is taken in schema public (types, tables and views share names) by table "
            "public.t\n  that one stands at FILE:1:1; give one of them another name"
        ),
    ),
    "constraints of a table": (
        "table: t\ncolumns: {a: int}\nchecks: {c: a > 0}\nunique:\n  - {name: c, columns: [a]}",
        (
            "3:10: check public.t.c: the name 'c' is taken among the constraints of table public.t by "
            "unique public.t.c\n"
            "  that one stands at FILE:5:5; give one of them another name"
        ),
    ),
    "a raw document twice": (
        "sql: x\ncreate: select 1\n---\nsql: x\ncreate: select 2",
        "4:1: sql x: declared twice\n  the other one stands at FILE:1:1",
    ),
    "a quote that is not closed": (
        "view: v\nquery: |\n  select 'a,\n    b\n",
        "3:10: view public.v: the quote ' is never closed\n  a quote inside a text is written twice",
    ),
    "a parenthesis inside folded text": (
        "table: t\ncolumns:\n  a:\n    type: int\n    check: >-\n      a > 0\n      and (a < 9\n",
        "7:11: check public.t.t_a_check: '(' is never closed\n  add ')'",
    ),
    "privilege": (
        "table: t\ncolumns: {a: int}\ngrants: {anon: [selct]}",
        (
            "3:17: table t: grant anon: item 1: expected create, delete, execute, insert, maintain, references, select, "
            "trigger, truncate, update or usage, got 'selct'\n  did you mean 'select'?"
        ),
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text, expected = MISTAKES[name]
    files(f=text)
    status, err = told(capsys)
    expected = f"FILE:{expected}\n".replace("FILE:", "schema/f.yaml:")
    assert err == expected
    assert status == EXIT_INPUT


SETTINGS = {
    "no mapping": ("- a", "1:1: expected a mapping, got a list\n  a document begins with the kind and name of an"),
    "unknown key": ("platfrom: supabase", "1:1: neodiff.yaml: unknown key 'platfrom'\n  did you mean 'platform'?"),
    "platform": ("platform: supabse", "1:11: neodiff.yaml: platform: expected none or supabase, got 'supabse'"),
    "default": (
        "default: stagng\nenvironments: {staging: {url: $URL}}",
        "1:10: neodiff.yaml: default: no environment 'stagng'\n  did you mean 'staging'?",
    ),
    "no environments": (
        "default: staging",
        "1:10: neodiff.yaml: default: no environment 'staging'\n  there are none: add `environments:`",
    ),
    "two documents": ("platform: none\n---\ntable: t", "3:1: neodiff.yaml: expected one document, got 2"),
    "syntax": ("platform: [none", "2:1: cannot read as YAML: did not find expected ',' or ']'"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text, expected = SETTINGS[name]
    files(neodiff=text + "\n", t="table: t\ncolumns: {id: {type: uuid, references: {schema: auth, table: users}}}\n")
    status, err = told(capsys)
    assert err.startswith(f"schema/neodiff.yaml:{expected}")
    # without it nobody knows whether auth is the platform's
    assert ("auth.users" in err) == (name in ("default", "no environments", "two documents"))
    assert status == EXIT_INPUT


def test_no_folder_and_no_objects(capsys: pytest.CaptureFixture[str]) -> None:
    hint = "name the schema directory with --schema-dir, or make one with `neodiff init`\n"
    assert told(capsys, "check", "--schema-dir", "nothing") == (EXIT_INPUT, f"nothing: no such directory; {hint}")
    Path("file").touch()
    assert told(capsys, "check", "--schema-dir", "file") == (EXIT_INPUT, f"file: is no directory; {hint}")
    files(empty="", comment="# nothing yet\n", neodiff="")
    assert told(capsys) == (EXIT_EQUAL, "schema: 0 objects, nothing wrong\n")


def test_a_file_that_cannot_be_read_is_no_dangling_reference(capsys: pytest.CaptureFixture[str]) -> None:
    files(
        broken="table: people\ncolumns: {id: uuid\n---\nenum: mood\nvalues: 3\n",
        members="table: members\ncolumns: {p: {type: uuid, references: people.id}, m: public.mood}\n",
        view="view: v\nquery: select p.id, name from people p join members on true\n",
    )
    status, err = told(capsys)
    assert [line for line in err.splitlines() if not line.startswith("  ")] == [
        (
            "schema/broken.yaml:3:1: cannot read as YAML: did not find expected ',' or '}', while parsing a flow mapping "
            "(begun at line 2)"
        ),
        "schema/broken.yaml:5:9: enum mood: values: expected a list, got '3'",
    ]
    assert status == EXIT_INPUT


def test_what_postgresql_refuses_comes_with_all_that_dangles(
    capsys: pytest.CaptureFixture[str], scratch: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEODIFF_CACHE", str(scratch.server.cache))
    files(
        t="table: t\ncolumns:\n  a: {type: int, check: a > 'x' || 1}\n  b: {type: nosuchtype}\n",
        v="view: v\nquery: |\n  select\n    c\n  from t\n",
        w="view: w\nquery: select a from tt\n",
    )
    status, err = told(capsys, "check")
    assert err == (
        'schema/t.yaml:4:13: table public.t: PostgreSQL says: type "nosuchtype" does not exist\n'
        "  in: b nosuchtype,\n"
        "schema/v.yaml:4:5: view public.v: no column 'c' in t\n  known: a, b\n"
        "schema/w.yaml:2:22: view public.w: no table or view 'tt' is declared\n  did you mean 't'?\n"
    )
    assert status == EXIT_INPUT


def test_check_validates_bodies(
    capsys: pytest.CaptureFixture[str], scratch: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEODIFF_CACHE", str(scratch.server.cache))
    files(
        t="table: t\ncolumns: {a: {type: bigint, primary_key: true}}\n",
        f="function: f\nreturns: bigint\nlanguage: sql\nbody: |\n  select count(b)\n  from t\n",
        g="function: g\nreturns: void\nlanguage: plpgsql\nbody: |\n  begin\n    perfrm 1;\n  end\n",
    )
    status, err = told(capsys, "check")
    assert err == (
        'schema/f.yaml:5:16: function public.f(): PostgreSQL says: column "b" does not exist\n  in: select count(b)\n'
        'schema/g.yaml:6:5: function public.g(): PostgreSQL says: syntax error at or near "perfrm"\n  in: perfrm 1;\n'
    )
    assert status == EXIT_INPUT
    files(f="function: f\nreturns: bigint\nlanguage: sql\nbody: select count(a) from t\n", g="")
    assert told(capsys, "check") == (EXIT_EQUAL, "schema: 2 objects, nothing wrong\n")


def test_another_object_in_the_same_document(capsys: pytest.CaptureFixture[str]) -> None:
    files(t="table: t\ncolumns: {a: int}\nview: v\nquery: select a from t\n", w="view: w\nquery: select * from v\n")
    assert told(capsys) == (
        EXIT_INPUT,
        "schema/t.yaml:3:1: table t: 'view' begins another object\n  begin its document with a line `---` before it\n",
    )
    files(t="table: t\ncolumns: {a: int}\ntable: u\n", w="")
    assert told(capsys) == (
        EXIT_INPUT,
        (
            "schema/t.yaml:3:1: key 'table' is here twice\n"
            "  the first is at schema/t.yaml:1:1; another document begins with `---`\n"
        ),
    )


def test_instances_of_a_schema_of_which_nothing_is_declared(capsys: pytest.CaptureFixture[str]) -> None:
    files(neodiff="instances: {tennant: 'tenant_*'}\n", t="schema: tenant\n---\ntable: t\nschema: tenant\n")
    assert told(capsys) == (
        EXIT_INPUT,
        (
            "schema/neodiff.yaml:1:13: neodiff.yaml: instances: nothing is declared of schema 'tennant'\n"
            "  did you mean 'tenant'?\n"
        ),
    )
