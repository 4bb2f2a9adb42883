"""Rows and JSON in YAML: what they are read as, and everything that is wrong with them, each thing at its place."""

from __future__ import annotations

import time
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from neodiff.declare.load import Declaration, load
from neodiff.facts import FactId
from neodiff.problems import DeclarationError
from neodiff.rows import Json, Match, Reference, Secret, Seed, Through

DATA = Path(__file__).parent / "data"
MISTAKES = (DATA / "row_mistakes.txt").read_text(encoding="utf-8").split("\n\n")[1:]
SETTINGS = "platform: supabase\nenvironments: {staging: {url: $S}, production: {url: $P}}\n"
TABLES = (DATA / "row_tables.yaml").read_text(encoding="utf-8")
COLUMNS = """\
columns:
  id: {type: bigint, identity: always, primary_key: true}
  slug: {type: text, not_null: true, unique: true}
  name: {type: text, not_null: true}
  mood: mood
  moods: "mood[]"
  data: jsonb
  doc: doc
  docs: "jsonb[]"
  tags: "text[]"
  size: {type: numeric, not_null: true, default: 0}
  upper: {type: text, generated: upper(slug)}
  role_id: {type: uuid, references: roles.id}
  owner_id: {type: uuid, references: {schema: auth, table: users, column: id}}
"""
THINGS = FactId("table", "public", "things")
ROLE = Reference(("role_id",), FactId("table", "public", "roles"), ("id",))
PERMISSION = Reference(("permission_id",), FactId("table", "public", "permissions"), ("id",))
TENANT = Reference(("tenant_id",), FactId("table", "public", "tenants"), ("id",))
GRANTS_COLUMNS = """\
columns:
  id: {type: uuid, primary_key: true, default: gen_random_uuid()}
  role_id: {type: uuid, not_null: true, references: roles.id}
  permission_id: {type: uuid, not_null: true, references: permissions.id}
unique: [[role_id, permission_id]]
"""


class World:
    """A schema directory with the tables above."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("neodiff.yaml", SETTINGS)
        self.write("tables.yaml", TABLES)

    def write(self, name: str, text: str | bytes) -> None:
        (self.path / name).write_bytes(text.encode() if isinstance(text, str) else text)

    def load(self, rest: str, columns: str = COLUMNS, table: str = "things") -> Declaration:
        self.write("things.yaml", f"table: {table}\n{columns}{rest}")
        return load(self.path)

    def seed(self, rest: str, **more: str) -> Seed:
        (seed,) = self.load(rest, **more).rows(None).seeds.values()
        return seed

    def json(self, rest: str) -> Json:
        (found,) = self.load(rest).rows(None).json.values()
        return found

    def wrong(self, rest: str, **more: str) -> list[str]:
        """`line:column: message` of each problem, with the file unless it is things.yaml."""
        with pytest.raises(DeclarationError) as told:
            self.load(rest, **more)
        lines = COLUMNS.count("\n") + 1 if not more else 0
        out = []
        for problem in told.value.problems.sorted():
            pos, text = problem.pos, f"{problem.message} | {problem.hint}"
            assert pos is not None
            name = Path(pos.file).name
            out.append(f"{'' if name == 'things.yaml' else name + ':'}{pos.line - lines}:{pos.column}: {text}")
            if name != "things.yaml":
                out[-1] = f"{name}:{pos.line}: {text}"
        return out


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def match(table: str, through: dict[Reference, Match] | None = None, **values: str) -> tuple[Any, ...]:
    return FactId("table", "public", table), values, through or {}


def plain(found: Match) -> tuple[Any, ...]:
    return found.table, dict(found.values), {ref: plain(inner) for ref, inner in found.through.items()}


# -- what is read


def test_values_are_as_they_are_written(world: World) -> None:
    seed = world.seed("""\
rows:
  - slug: a
    name: 1.10
    size: 12345678901234567890.10
    mood: happy
    moods: [sad, null]
    tags: [a, null, 'q"uo\\te', 1.10, true, "", {$json: null}]
    data: {b: 1.10, "a": [1e3, null, 123456789012345678901234567890], ü: "x\\n"}
    doc: null
    docs: [{a: 1}, [2], null, 'x"']
""".replace(", {$json: null}", ""))  # fmt: skip
    (row,) = seed.rows
    assert (seed.key, seed.mode) == (("slug",), "upsert")
    assert dict(row.values) == {
        "slug": "a",
        "name": "1.10",
        "size": "12345678901234567890.10",
        "mood": "happy",
        "moods": '{"sad",NULL}',
        "tags": '{"a",NULL,"q\\"uo\\\\te","1.10","true",""}',
        "data": '{"b": 1.10, "a": [1000, null, 123456789012345678901234567890], "ü": "x\\n"}',
        "doc": None,
        "docs": '{"{\\"a\\": 1}","[2]",NULL,"\\"x\\\\\\"\\""}',
    }
    assert seed.columns == ("slug", "name", "mood", "moods", "data", "doc", "docs", "tags", "size")
    assert str(row.places["size"]).endswith(f"things.yaml:{COLUMNS.count(chr(10)) + 5}:11")


@pytest.mark.parametrize(
    ("written", "text"),
    [("7", "7"), ("true", "true"), ('"7"', '"7"'), ("{$json: null}", "null"), ("{$json: {$env: x}}", '{"$env": "x"}'),
     ("[]", "[]"), ("1.50", "1.50"), ("0x10", "16"), ("null", None), ('"null"', '"null"')],
)  # fmt: skip
def test_scalars_of_json(world: World, written: str, text: str | None) -> None:
    assert world.seed(f"rows: [{{slug: a, name: x, data: {written}}}]").rows[0].values["data"] == text


def test_references_lists_and_fan_outs(world: World) -> None:
    seed = world.seed(
        """\
rows:
  - {role: {slug: viewer, tenant: {slug: [hub, club]}}, permission: {slug: [a, b]}}
  - {for_each: {role: {slug: admin}, permission_id: {}}}
""",
        columns=GRANTS_COLUMNS, table="grants",
    )  # fmt: skip
    assert seed.key == ("role_id", "permission_id") == seed.columns
    found = [
        ({r: plain(m) for r, m in row.lookups.items()}, {r: plain(m) for r, m in row.each.items()}) for row in seed.rows
    ]
    tenants = {slug: match("tenants", slug=slug) for slug in ("hub", "club")}
    assert found == [
        (
            {
                ROLE: match("roles", {TENANT: tenants[tenant]}, slug="viewer"),
                PERMISSION: match("permissions", slug=slug),
            },
            {},
        )
        for tenant in ("hub", "club")
        for slug in ("a", "b")
    ] + [({}, {ROLE: match("roles", slug="admin"), PERMISSION: match("permissions")})]


def test_secrets_and_unset_variables(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "rows: {values: [{slug: a, name: {$env: N_D_A}}], environments: {staging: [{slug: a, name: {$env: N_D_B}}]}}"
    monkeypatch.setenv("N_D_A", "hidden")
    declaration = world.load(rows)
    secret = declaration.rows("production").seeds[THINGS].rows[0].values["name"]
    assert secret == Secret("N_D_A", "hidden")
    assert "hidden" not in repr(declaration.data)
    with pytest.raises(DeclarationError, match="variable N_D_B is not set"):
        declaration.rows("staging")
    monkeypatch.delenv("N_D_A")
    assert [said.split(" |")[0] for said in world.wrong(rows)] == [
        "1:40: table public.things: row: name: the environment variable N_D_A is not set"
    ]


def test_overlays_override_by_key(world: World) -> None:
    declaration = world.load("""\
rows:
  values:
    - {slug: a, name: A, role: {slug: admin}}
    - {slug: b, name: B}
  environments:
    staging:
      - {slug: a, size: 2, role_id: null}
      - {slug: c, name: C}
""")
    base, over = declaration.rows("production").seeds[THINGS], declaration.rows("staging").seeds[THINGS]
    assert [dict(row.values) for row in base.rows] == [{"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}]
    assert [dict(row.values) for row in over.rows] == [
        {"slug": "a", "name": "A", "size": "2", "role_id": None}, {"slug": "b", "name": "B"}, {"slug": "c", "name": "C"},
    ]  # fmt: skip
    assert [bool(row.lookups) for row in (*base.rows, *over.rows)] == [True, False, False, False, False]
    assert base.columns == ("slug", "name", "role_id")
    assert over.columns == ("slug", "name", "size", "role_id")


def test_json_of_a_column(world: World) -> None:
    found = world.json("""\
json:
  data:
    where: mood is not null
    default: {a: 1.10, logo: "{slug}/{{x}}"}
    per_row: {hub: {a: 2}}
    enforce: {e: {f: null}}
    remove: [old.path, [a.b, c]]
    rename: {x.y: x.z, q: [r.s]}
    schema: {type: object}
""")
    assert (found.key, found.where, found.fills) == (("slug",), "mood is not null", frozenset({"slug"}))
    assert found.default == {"a": Decimal("1.10"), "logo": "{slug}/{{x}}"}
    assert [(own.match, own.value) for own in found.per_row] == [({"slug": "hub"}, {"a": 2})]
    assert found.enforce == {"e": {"f": None}}
    assert found.remove == [("old", "path"), ("a.b", "c")]
    assert found.rename == [(("x", "y"), ("x", "z")), (("q",), ("r.s",))]


def test_json_by_several_columns(world: World) -> None:
    columns = TABLES.split("table: roles\n")[1].split("---")[0] + "  data: json\n"
    columns = columns.replace("unique: [[tenant_id, slug]]\n", "") + "unique: [[tenant_id, slug]]\n"
    world.write("tables.yaml", TABLES.replace("table: roles", "table: roles_of_old"))
    rest = "json: {data: {per_row: [{match: {tenant_id: 0, slug: x}, value: {a: 1}}]}}\n"
    found = world.load(rest, columns, "roles").rows(None).json[FactId("table", "public", "roles"), "data"]
    assert (found.key, found.per_row[0].match) == (("tenant_id", "slug"), {"tenant_id": "0", "slug": "x"})
    assert (found.default, found.enforce) == (None, None)


def test_a_schema_as_a_constraint(world: World) -> None:
    declaration = world.load('json: {doc: {schema: {required: ["it\'s"]}, check: true}}\n')
    fact = declaration.facts[FactId("check", "", "things_doc_schema", THINGS)]
    assert fact.payload["expression"].startswith("jsonb_path_exists(doc::jsonb, 'strict $ ? (")
    assert "it''s" in fact.payload["expression"]
    assert FactId("check", "", "things_doc_schema", THINGS) in declaration.positions


def test_files_of_rows(world: World) -> None:
    world.write("things.csv", 'slug,name,role.slug\na,"A, B",admin\nb,"",\n')
    seed = world.seed("rows: {csv: things.csv}")
    (file,) = seed.csv
    assert (file.columns, seed.key) == (["slug", "name", Through((ROLE,), "slug")], ("slug",))
    assert seed.columns == ("slug", "name", "role_id")


def test_files_of_rows_that_name_others_through_others(world: World) -> None:
    header = "slug,name,role.slug,role.tenant.slug\n"
    world.write("things.csv", header + "a,A,admin,hub\nb,B,,\nc,C,admin,lab\nd,D,admin,\n")
    seed = world.seed("rows: {csv: things.csv}")
    (file,) = seed.csv
    assert list(file.columns) == ["slug", "name", Through((ROLE,), "slug"), Through((ROLE, TENANT), "slug")]
    assert seed.columns == ("slug", "name", "role_id")


def test_one_row_in_a_file_and_in_the_yaml(world: World) -> None:
    grants = "rows: {csv: grants.csv, values: [{role: {slug: admin, tenant: {slug: hub}}, permission: {slug: view}}]}\n"
    header = "role.slug,role.tenant.slug,permission.slug\n"
    world.write("grants.csv", header + "admin,lab,view\nadmin,hub,view\n")
    (found,) = world.wrong(grants, columns=GRANTS_COLUMNS, table="grants")
    assert ("grants.csv:3" in found, "is here twice" in found) == (True, True)


# -- what is wrong


def test_ten_mistakes_are_ten_errors(world: World) -> None:
    found = world.wrong("""\
rows:
  insert_only: [slug, nam]
  values:
    - {slug: a, name: A, sluug: x}
    - {slug: a, name: B}
    - {slug: b, name: C, upper: B}
    - {slug: c, name: D, tags: x, size: [1]}
    - {slug: d, name: E, mood: hapy}
    - {slug: e}
    - {name: F}
    - {slug: null, name: G}
    - {slug: f, name: H, role: {slugg: x}}
    - {slug: g, name: I, tenant: {slug: x}}
""")
    first = f"{world.path}/things.yaml:{COLUMNS.count(chr(10)) + 5}:7"
    assert [said.split(" | ")[0] for said in found] == [
        "2:16: table public.things: rows: insert_only: slug is in the key",
        "2:23: table public.things: rows: insert_only: no column 'nam'",
        "4:26: table public.things: row: sluug: no such column",
        f"5:7: table public.things: row: the key slug 'a' is here twice; the first is at {first}",
        "6:26: table public.things: row: upper: the column is generated, so that no value can be given",
        "7:41: table public.things: row: size: expected a single value, got a list",
        "8:32: table public.things: row: mood: expected a value of the enum, got 'hapy'",
        "9:7: table public.things: row: no value for name",
        "10:7: table public.things: row: no value for slug",
        "11:14: table public.things: row: slug: NULL in the key",
        "12:33: table public.things: row: role: no column 'slugg' in public.roles",
        "13:26: table public.things: row: tenant: no such column",
    ]
    assert "did you mean 'slug'?" in found[2]
    assert "did you mean 'happy'?" in found[6]


@pytest.mark.parametrize("block", MISTAKES, ids=[block.splitlines()[0] for block in MISTAKES])
def test_one_mistake(world: World, block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, said = block.rstrip().split("\n-> ")
    monkeypatch.setenv("A", "x")
    found = world.wrong(rows + "\n")
    assert [one[: len(said)] for one in found] == [said], found


def test_without_a_key_the_rest_is_still_checked(world: World) -> None:
    assert [said.split(" | ")[0] for said in world.wrong("rows: [{name: x}]\n")] == [
        "1:1: table public.things: rows: no unique key of declared columns only",
        "1:8: table public.things: row: no value for slug",
    ]


def test_names_in_where_are_looked_up(world: World) -> None:
    world.load("rows: {where: slugg = '', values: [{name: x, slug: a}]}\n")
    with pytest.raises(DeclarationError, match=r":15: rows of table public.things: no column 'slugg' in things\n"):
        load(world.path, sql=True)


def test_open_texts_are_judged_when_they_are_filled(world: World) -> None:
    schema = "{properties: {a: {pattern: '^x', type: string}, b: {anyOf: [{items: {const: y}}]}}}"
    world.load(f'json: {{data: {{default: {{a: "{{slug}}", b: ["{{slug}}"]}}, schema: {schema}}}}}\n')


def test_what_only_a_database_knows_is_a_note(world: World) -> None:
    declaration = world.load("rows: [{slug: a, name: x, owner: {email: a@b.c}}]\n")
    (row,) = declaration.rows(None).seeds[THINGS].rows
    assert [plain(found) for found in row.lookups.values()] == [
        (FactId("table", "auth", "users"), {"email": "a@b.c"}, {})
    ]
    (note,) = declaration.notes
    said = "table public.things: which row of auth.users is meant can only be seen in a live database"
    assert note == f"{world.path}/things.yaml:{COLUMNS.count(chr(10)) + 2}:34: {said}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "things.csv:1: table public.things: rows: expected a header"),
        ("slug,nam\n", "things.csv:1: table public.things: rows: no column 'nam' | did you mean 'name'?"),
        ("slug,name,upper\n", "things.csv:1: table public.things: rows: column 'upper' is generated"),
        ("slug,name,slug\n", "things.csv:1: table public.things: rows: column 'slug' is in the header twice"),
        ("slug,name,role.slugg\n", "things.csv:1: table public.things: rows: role.slugg: no column 'slugg' in public.roles"),
        ("slug,name,role.tenant.slog\n", "things.csv:1: table public.things: rows: role.tenant.slog: no column 'slog' in public.tenants"),
        ("slug\na\n", "things.csv:1: table public.things: rows: no values for name"),
        ("slug,name\na\n", "things.csv:2: expected 2 fields, got 1"),
        ('slug,name\n"a\nb",x\n,y\n', "things.csv:4: table public.things: rows: slug: expected a value, got NULL"),
        ("slug,name\na,\n", "things.csv:2: table public.things: rows: name: expected a value, got NULL"),
        ("slug,name,mood\na,x,glad\n", "things.csv:2: table public.things: rows: mood: 'glad' is no value of the enum"),
        ("slug,name\na,x\nb,x\na,y\n", "things.csv:4: table public.things: rows: the key slug 'a' is here twice; the first is at line 2"),
        (b"slug,name\na,x\nb,\xff\n", "things.csv:3: is not UTF-8"),
    ],
)  # fmt: skip
def test_one_mistake_in_a_file(world: World, text: str | bytes, said: str) -> None:
    world.write("things.csv", text)
    found = world.wrong("rows: {csv: things.csv, key: slug}\n")
    assert [one[: len(said)] for one in found] == [said], found


def test_a_file_that_is_missing_and_a_row_that_is_in_one(world: World) -> None:
    world.write("things.csv", "slug,name\na,x\n")
    found = world.wrong("rows:\n  csv: [things.csv, thing.csv]\n  values: [{slug: a, name: y}]\n")
    assert found[1].startswith(
        "2:21: table public.things: rows: csv: thing.csv: no such file or directory | looked for "
    )
    assert found[0].startswith(
        "things.csv:2: table public.things: rows: the key slug 'a' is here twice; the first is at "
    )


def test_mistakes_of_the_form_hide_no_others(world: World) -> None:
    found = world.wrong("rows: {mode: upsrt, values: [{slug: a, nam: x}]}\njson: {data: {defualt: {}}, dat: {}}\n")
    assert [said.split(" | ")[0] for said in found] == [
        "1:14: table things: rows: mode: expected insert, upsert or exact, got 'upsrt'",
        "1:40: table public.things: row: nam: no such column",
        "2:15: table things: json data: unknown key 'defualt'",
        "2:29: table public.things: json dat: no such column",
    ]


def test_a_hundred_thousand_rows(world: World) -> None:
    world.write("things.csv", "slug,name\n" + "".join(f'slug {n},"name, {n}"\n' for n in range(100_000)))
    start = time.perf_counter()
    world.load("rows: {csv: things.csv}\n")
    assert time.perf_counter() - start < 5
    tracemalloc.start()
    world.load("rows: {csv: things.csv}\n")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 << 20
