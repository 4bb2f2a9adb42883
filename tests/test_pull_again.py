"""`pull` into a folder that has YAML: what differs is changed in its place, and not a byte besides."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from neothink.world import ROOT, rendered
from test_pull import database, neodiff

from neodiff.cli import cli
from neodiff.declare.repull_edit import Edit
from neodiff.declare.repull_tree import FixedError, Tree
from neodiff.platforms import supabase
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases

STYLED = Path(__file__).parent / "data" / "again"
Changes = dict[str, list[tuple[str, str]]]

# SQL on the live database -> file: the text that is replaced, and by what. A file that is not named stays as it is.
CASES: dict[str, tuple[str, Changes]] = {
    "nothing": ("select", {}),
    "column added": (
        "alter table orders add column nick timestamptz",
        {"orders.yaml": [("  legacy: int   # to go\n", "  legacy: int   # to go\n  nick: timestamptz\n")]},
    ),
    "column dropped": (
        "alter table orders drop column legacy",
        {"orders.yaml": [("  legacy: int   # to go\n", "")]},
    ),
    "column that is a type alone": (
        "alter table orders alter total set not null, alter total set default 0, alter legacy type bigint",
        {
            "orders.yaml": [
                ("total: numeric(12,2) ", "total: {type: 'numeric(12,2)', not_null: true, default: 0} "),
                ("legacy: int ", "legacy: bigint "),
            ]
        },
    ),
    "keys and checks with their column": (
        """alter table orders drop constraint orders_state_check, drop constraint orders_code_key,
            drop constraint orders_customer_id_fkey, add foreign key (customer_id) references customers on delete cascade""",
        {
            "orders.yaml": [
                (""", check: "state <> ''"}""", "}"),
                ("{type: 'varchar(10)', unique: true}", "{type: 'varchar(10)'}"),
                ("references: customers.id }", "references: {table: customers, column: id, on_delete: cascade} }"),
            ]
        },
    ),
    "check changed": (
        "alter table orders drop constraint positive, add constraint positive check (total > 0) not valid",
        {"orders.yaml": [("total >= 0 ", "{expression: total > (0)::numeric, not_valid: true} ")]},
    ),
    "what is meant stays": (
        """alter table orders alter note type varchar(9), drop constraint small,
            add constraint small check (total < 2000) not valid; drop policy all_of_staff on orders;
            create policy all_of_staff on orders for select to "Boss Role" using (true)""",
        {
            "orders.yaml": [
                ("    type: text   # free\n", "    type: varchar(9)   # free\n"),
                (
                    "{expression: total < 1000, lint: {constraint_not_valid: old rows}}",
                    "{expression: total < (2000)::numeric, not_valid: true, lint: {constraint_not_valid: old rows}}",
                ),
                ("}   # each one\n", "}   # each one\n    for: select\n"),
            ]
        },
    ),
    "keys in lists": (
        """alter table orders drop constraint one_of_each, drop constraint again, add unique (legacy),
            add unique (legacy, id)""",
        {
            "orders.yaml": [
                ("  legacy: int ", "  legacy: {type: int, unique: true} "),
                ("  - columns: [state, note]\n    name: one_of_each\n", "  - [legacy, id]\n"),
                ("foreign_keys:\n- {columns: [customer_id], references: customers(id), name: again}\n", ""),
            ]
        },
    ),
    "policy dropped": (
        "drop policy own on orders",
        {"orders.yaml": [('  own: {for: select, to: anon_x, using: "customer_id is not null"}\n', "")]},
    ),
    "nothing is left in it": (
        "drop index orders_state_idx; revoke all on orders from anon_x; alter table orders force row level security",
        {
            "orders.yaml": [
                ("indexes:\n  orders_state_idx: [state]\n", ""),
                ("rls: enabled", "rls: forced"),
                ("{anon_x: [select, insert]}", "{}"),
            ]
        },
    ),
    "labels": (
        """alter type mood add value 'great' before 'happy'; alter type mood add value 'last';
        alter type mood add value 'first' before 'sad'""",
        {"more.yml": [("  - happy\n", "  - great\n  - happy\n  - last\n"), ("  - sad\n", "  - first\n  - sad\n")]},
    ),
    "document dropped": (
        "drop type mood",
        {"more.yml": [("enum: mood\nvalues:\n  - sad\n  # between\n  - ok\n  - happy\n---\n", "")]},
    ),
    "function": (
        "create or replace function total_of(who uuid) returns numeric language sql as $$select 1\n$$",
        {
            "more.yml": [
                ("volatility: stable\n", ""),
                ("  select sum(total)\n  from public.orders\n  where customer_id = who\n", "  select 1\n"),
            ]
        },
    ),
    "function with other arguments": (
        """drop function total_of;
        create function total_of(who uuid, plus int default 1) returns numeric language sql stable as $$
select 1$$""",
        {
            "more.yml": [
                ("{who: uuid}", '{who: uuid, plus: {type: integer, default: "1"}}'),
                (
                    "|  # simple\n  select sum(total)\n  from public.orders\n  where customer_id = who\n",
                    "|2-  # simple\n\n  select 1\n",
                ),
            ]
        },
    ),
    "function with arguments in another order": (
        """drop function total_of;
        create function total_of(plus int, who uuid) returns numeric language sql stable as $$select sum(total)
from public.orders
where customer_id = who
$$""",
        {"more.yml": [("{who: uuid}", "{plus: integer, who: uuid}")]},
    ),
    "view": (
        "drop view open_orders; create view open_orders with (security_invoker) as select id from orders",
        {
            "more.yml": [
                (
                    "query: >-\n  select id, total\n  from orders where state = 'open'\n",
                    "security_invoker: true\nquery: |\n  SELECT id\n     FROM public.orders\n",
                )
            ]
        },
    ),
    "under a merge key": (
        "alter table customers alter born type text, add x int",
        {"more.yml": [("  nick: *name\n", "  nick: *name\n  born: text\n  x: integer\n")]},
    ),
}


@pytest.fixture(scope="module")
def styled(live: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQL of the folder as it stands."""
    out = tmp_path_factory.mktemp("sql") / "all.sql"
    neodiff("render", "--schema-dir", STYLED, "--out", out)
    return out.read_text(encoding="utf-8")


def run(dsn: str, sql: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set client_min_messages = error")
        conn.execute(sql.encode())


def texts(folder: Path) -> dict[str, str]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in sorted(paths)}


@pytest.mark.parametrize("case", CASES)
def test_only_that_changes(case: str, styled: str, live: Databases, tmp_path: Path) -> None:
    sql, changes = CASES[case]
    folder = tmp_path / "schema"
    shutil.copytree(STYLED, folder)
    expected = texts(folder)
    for name, replaced in changes.items():
        for old, new in replaced:
            assert expected[name].count(old) == 1, old
            expected[name] = expected[name].replace(old, new)
    with database(live, styled) as dsn:
        run(dsn, sql)
        before = texts(folder)
        neodiff("pull", dsn, "--out", folder, "--dry-run")
        assert texts(folder) == before
        status, out = neodiff("pull", dsn, "--out", folder)
        assert status == 0, out
        assert texts(folder) == expected
        status, out = neodiff("diff", dsn, "--schema-dir", folder, "--prune")
        assert status == 0, out


def test_new_and_gone_documents(styled: str, live: Databases, tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    shutil.copytree(STYLED, folder)
    with database(live, styled) as dsn:
        run(
            dsn,
            "drop view open_orders; drop table orders; create function total_of(a int) returns int language sql as 'select 1'",
        )
        run(dsn, "create schema app; create table app.customers (a int); create type app.sort as enum ('a')")
        listed = neodiff("pull", dsn, "--out", folder, "--dry-run")[1]
        status, out = neodiff("pull", dsn, "--out", folder)
        assert status == 0, out
        assert neodiff("diff", dsn, "--schema-dir", folder, "--prune")[0] == 0
    found = texts(folder)
    assert sorted(found) == ["app/tables/customers.yaml", "app/types/sort.yaml", "more.yml", "schemas.yaml"]
    assert found["app/tables/customers.yaml"] == "table: customers\nschema: app\ncolumns:\n  a: integer\ngrants: {}\n"
    assert "---\nfunction: total_of\nargs: {a: integer}\n" in found["more.yml"]
    assert "- orders.yaml\n    - table public.orders\n" in listed
    assert "+ app/types/sort.yaml\n    + enum app.sort\n" in listed


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("alter table customers alter name drop not null", "more.yml:7:9: others share it by the anchor &name"),
        ("alter table customers drop column born", "born comes by a merge key"),
        ("alter table customers drop column nick", "more.yml:8:9: the alias *name stands for it"),
    ],
)
def test_what_cannot_be_edited_is_left(sql: str, told: str, styled: str, live: Databases, tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    shutil.copytree(STYLED, folder)
    before = texts(folder)
    with database(live, styled) as dsn:
        run(dsn, sql)
        status, out = neodiff("pull", dsn, "--out", folder)
    assert (status, told in out, "is left as it is declared" in out) == (3, True, True), out
    assert texts(folder) == before


def test_what_only_the_declaration_knows_stays(live: Databases, tmp_path: Path) -> None:
    text = """\
table: people
renamed_from: persons   # not yet
columns:
  id: {type: int, primary_key: true}
  name: {type: text, not_null: true, renamed_from: called}
rows:
  - {id: 1, name: one}   # the first
"""
    (tmp_path / "people.yaml").write_text(text, encoding="utf-8")
    with database(live, "create table persons (id int primary key, called text not null, more int)") as dsn:
        status, out = neodiff("pull", dsn, "--out", tmp_path)
        assert status == 3, out
    assert "renamed_from stays" in out
    added = "renamed_from: called}\n"
    assert texts(tmp_path) == {"people.yaml": text.replace(added, f"{added}  more: integer\n")}


def test_a_folder_with_mistakes_is_refused(live: Databases, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("table: t\ncolumns: {a: int}\nwhat: 1\n", encoding="utf-8")
    with database(live, "create table other (a int)") as dsn:
        result = CliRunner().invoke(cli, ["pull", dsn, "--out", str(tmp_path)], standalone_mode=False)
    assert "t.yaml:3:1" in str(result.exception)
    assert sorted(texts(tmp_path)) == ["t.yaml"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding: str, live: Databases, tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_bytes("table: t\r\ncolumns: {a: int} # ü\r\n".encode(encoding))
    with database(live, "create table t (a int, b int)") as dsn:
        result = CliRunner().invoke(cli, ["pull", dsn, "--out", str(tmp_path)], standalone_mode=False)
    if encoding == "utf-16":
        assert "save the file as UTF-8" in str(result.exception)
    else:
        expected = "\ufefftable: t\r\ncolumns: {a: int, b: integer} # ü\r\n"
        assert file.read_bytes().decode() == expected, result.output


def test_settings_keep_their_comments(live: Databases, tmp_path: Path) -> None:
    (tmp_path / "neodiff.yaml").write_text("# ours\nplatform: none   # yes\n", encoding="utf-8")
    with database(live, "create table t (a int)") as dsn:
        neodiff("pull", dsn, "--out", tmp_path)
        assert (
            (tmp_path / "neodiff.yaml")
            .read_text(encoding="utf-8")
            .startswith("# ours\nplatform: none   # yes\ndefaults:\n")
        )
        assert neodiff("diff", dsn, "--schema-dir", tmp_path)[0] == 0


@pytest.fixture(scope="module")
def neothink(live: Databases) -> Iterator[str]:
    with live.fresh() as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            roles.ensure(conn, supabase.ROLES)
        run(dsn, supabase.script())
        run(dsn, rendered())
        yield dsn


def test_the_schema_of_this_repository(neothink: str, tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    shutil.copytree(ROOT / "schema", folder)
    expected = texts(folder)
    assert "nothing to write" in neodiff("pull", neothink, "--out", folder)[1]
    assert texts(folder) == expected
    run(
        neothink,
        """alter table tenants add column region text not null default 'eu'; drop policy tenants_update on tenants;
        create or replace function private.content_kind(p_content_type text) returns text language sql immutable
            parallel safe set search_path = '' as 'select lower(p_content_type)'""",
    )
    neodiff("pull", neothink, "--out", folder)
    changed = {name for name, text in texts(folder).items() if text != expected[name]}
    assert changed == {"tables/tenants.yaml", "functions/private/content_kind.yaml"}
    for name in changed:
        new = texts(folder)[name].splitlines()
        assert [line for line in expected[name].splitlines() if line.lstrip().startswith("#") and line not in new] == []
        lost = [line for line in expected[name].splitlines() if line not in new]
        assert len(lost) <= 6, lost
    assert "  region: {type: text, not_null: true, default: \"'eu'\"}\n" in texts(folder)["tables/tenants.yaml"]


# -- texts


@pytest.mark.parametrize(
    ("text", "path", "does", "expected"),
    [
        ("a: [x, y, z]\n", "a", ("remove", 1), "a: [x, z]\n"),
        ("a: [x, y, z]\n", "a", ("remove", 2), "a: [x, y]\n"),
        ("a: [x, y]\n", "a", ("put", None, "z", -1), "a: [z, x, y]\n"),
        ("a: [x]\nb: 1\n", "a", ("remove", 0), "b: 1\n"),
        ("a: {}\n", "a", ("put", "k", "v: w"), "a: {k: 'v: w'}\n"),
        ("a: {b: 1,\n    c: 2}   # why\n", "a", ("put", "d", [1]), "a: {b: 1,\n    c: 2, d: [1]}   # why\n"),
        ("a:\n- x\n- y", "a", ("put", None, "z"), "a:\n- x\n- y\n- z\n"),
        ("a: |\n  x\n\n# c\nb: 1\n", "", ("replace", 0, "y\nz\n"), "a: |\n  y\n  z\n\n# c\nb: 1\n"),
        ("a: x  # why\nb: 1\n", "", ("replace", 0, "y\nz"), "a: |-  # why\n  y\n  z\nb: 1\n"),
        ("a:\n  b: 1  # c\n  d: 2\n", "", ("replace", 0, 5), "a: 5\n"),
        ("a:\nb: 1\n", "", ("replace", 0, 5), "a: 5\nb: 1\n"),
        ("a:\r\n  b: 1\r\n", "a", ("put", "c", 2), "a:\r\n  b: 1\r\n  c: 2\r\n"),
    ],
)
def test_one_edit(text: str, path: str, does: tuple[object, ...], expected: str) -> None:
    edit = Edit(tree := Tree("t.yaml", text))
    node = tree.documents[0].get(path) if path else tree.documents[0]
    getattr(edit, str(does[0]))(node, *does[1:])
    assert edit.result() == expected


def test_what_an_alias_shares_is_fixed() -> None:
    edit = Edit(tree := Tree("t.yaml", "a: &x {b: 1}\nc: *x\n"))
    for node, i in ((tree.documents[0], 0), (tree.documents[0], 1), (tree.documents[0].items[0], 0)):
        with pytest.raises(FixedError, match=r"t\.yaml:\d:\d"):
            edit.remove(node, i)
