"""Partitions, children and typed tables: what is read as their own, the way back from YAML, and mistakes in their documents."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from test_declare import said
from test_pull import database, facts, neodiff, same

from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import family
from neodiff.kinds.inherited import expand
from neodiff.plan.goal import goal
from neodiff.scratch.databases import Databases

FAMILY = """
create function f() returns trigger language plpgsql as 'begin return null; end';
create table p (id int not null, at date not null, k text default 'x', v numeric check (v > 0), primary key (id, at),
    unique (at, id)) partition by range (at);
create trigger t after insert on p for each row execute function f();
create table "p 24" partition of p (v not null) for values from ('2024-01-01') to ('2025-01-01');
create table rest (v numeric check (v > 0) constraint rest_v_not_null not null, at date not null, k text, id int not null);
alter table rest rename constraint rest_v_check to p_v_check;
create index by_hand on rest (k desc) with (fillfactor = 50);
alter table p attach partition rest default;
create index p_k on p (k desc);
create index whole on only p (lower(k), (v + 1));
create index half on "p 24" (lower(k), (v + 1));
alter index whole attach partition half;
alter table rest disable trigger t;
alter table rest alter k set statistics 7, alter k set storage external;
comment on column "p 24".at is 'Of 24';
comment on index by_hand is 'By hand';
comment on constraint rest_pkey on rest is 'Of the rest';
comment on index rest_at_id_key is 'Index of the rest';
alter table "p 24" enable row level security;
create table r (id int, at date, foreign key (id, at) references p, foreign key (id, at) references "p 24");
create table a (x int not null constraint positive check (x > 0), y text default 'a');
create table b (x int default 3, z int) inherits (a);
create table c (q bigint generated always as identity) inherits (b);
alter table c alter y set default 'c', alter y set not null;
create type pair as (one int, two text collate "C");
create table pairs of pair (two with options not null default 'x', primary key (one));
create view seen as select k, v from rest;
"""


@pytest.fixture(scope="module")
def base(live: Databases) -> FactBase:
    with database(live, FAMILY) as dsn:
        return facts(dsn)


def own(base: FactBase, name: str) -> dict[str, object]:
    """kind and name of each fact of a table -> its payload, owners and grants left out."""
    table = FactId("table", "public", name)
    found = {i: fact.payload for i, fact in base.facts.items() if i.inside(table) and i.kind not in ("owner", "grants")}
    return {f"{i.kind} {i.path.removeprefix(table.path)[1:]}".strip(): payload for i, payload in found.items()}


def test_what_a_partition_has_of_its_own(base: FactBase) -> None:
    assert own(base, "p 24") == {
        "table": {"partition_of": "public.p", "bounds": "from ('2024-01-01') to ('2025-01-01')", "rls": True},
        "column v": {"not_null": True},
        "index half": {"partition_of": "public.whole"},
        "comment at": {"text": "Of 24"},
    }
    assert own(base, "rest") == {
        "table": {"partition_of": "public.p", "bounds": "default"},
        "column id": {"not_null": True},
        "column at": {"not_null": True},
        "column v": {"not_null": True},
        "column k": {"statistics": 7, "storage": "external"},
        "default k": {"expression": "NULL"},
        "index by_hand": {"partition_of": "public.p_k", "options": {"fillfactor": "50"}},
        "trigger t": {"enabled": "disabled"},
        "comment by_hand": {"text": "By hand"},
        "comment rest_pkey": {"text": "Of the rest"},
        "comment rest_at_id_key": {"text": "Index of the rest"},
    }


def test_what_a_child_has_of_its_own(base: FactBase) -> None:
    assert own(base, "b") == {
        "table": {"inherits": ["public.a"]},
        "column x": {"type": "integer"},
        "default x": {"expression": "3"},
        "column z": {"type": "integer"},
    }
    assert own(base, "c").keys() == {"table", "column q", "column y", "default y"}
    assert own(base, "pairs").keys() == {"table", "column one", "column two", "default two", "primary_key pairs_pkey"}


def test_a_whole_table_has_all_its_columns(base: FactBase) -> None:
    whole = expand(base, names=True)
    rest = FactId("table", "public", "rest")
    columns = {i.name: fact.payload for i, fact in whole.base.facts.items() if i.parent == rest and i.kind == "column"}
    assert {name: payload["type"] for name, payload in columns.items()} == {
        "id": "integer",
        "at": "date",
        "k": "text",
        "v": "numeric",
    }
    assert FactId("default", "", "", FactId("column", "", "k", rest)) not in whole.base
    assert whole.base[FactId("primary_key", "", "rest_pkey", rest)].payload["columns"] == ["id", "at"]


def test_edges_lead_to_the_parent(base: FactBase) -> None:
    """What stands on an inherited column stands on the parent's, and goes with it."""
    column = FactId("column", "", "k", FactId("table", "public", "p"))
    assert column in base.needs[FactId("view", "public", "seen")]
    at = FactId("column", "", "at", FactId("table", "public", "p 24"))
    assert FactId("column", "", "at", column.parent) in base.owned[FactId("comment", "", "", at)]


def test_pulled_and_rendered_it_is_the_same(live: Databases, tmp_path: Path) -> None:
    with database(live, FAMILY) as dsn:
        neodiff("pull", dsn, "--out", tmp_path / "yaml")
        neodiff("render", "--schema-dir", tmp_path / "yaml", "--out", tmp_path / "all.sql")
        with database(live, (tmp_path / "all.sql").read_text(encoding="utf-8")) as made:
            same(live, made, dsn)
        status, _ = neodiff("diff", dsn, "--schema-dir", tmp_path / "yaml", "--prune")
        assert status == 0


def test_undeclared_columns_of_an_attached_table_are_no_difference(live: Databases, tmp_path: Path) -> None:
    """A plain table becomes a partition: its columns are not kept beside the parent's."""
    (tmp_path / "all.yaml").write_text(
        "table: p\npartition_by: list (a)\ncolumns: {a: integer, b: text}\n---\ntable: q\npartition_of: p\nbounds: in (1)\n"
    )
    with database(live, "create table q (b text, a int); insert into q values ('x', 1)") as dsn:
        status, out = neodiff("diff", dsn, "--schema-dir", tmp_path, "--format", "sql")
        assert (status, "drop column" in out) == (1, False), out
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute("\n".join(line for line in out.splitlines() if not line.startswith("\\")).encode())
            assert conn.execute("select a, b from p").fetchall() == [(1, "x")]


PARENT = "table: p\npartition_by: list (a)\ncolumns: {a: integer}\nindexes: {i: [a]}\n---\n"
MISTAKES = {
    "table: q\npartition_of: p\n": "bounds",
    "table: q\nbounds: default\n": "partition_of",
    "table: q\npartition_of: p\ninherits: p\nbounds: default\n": "are both given",
    "table: q\npartition_of: p\nbounds: default\ncolumns: {a: integer}\n": "a partition has no own type",
    "table: q\ncolumns: {a: {default: 1}}\n": "key 'type' is missing",
    "table: q\npartition_of: pp\nbounds: default\n": "no table public.pp is declared",
    "table: q\nof: pair\n": "no type public.pair is declared",
    "table: q\npartition_of: p\nbounds: default\nindexes: {x: {options: {fillfactor: 70}}}\n": "key 'columns' is missing",
    "table: q\npartition_of: p\nbounds: default\nindexes: {x: [b]}\n": "no column 'b' in table public.q",
    "table: q\npartition_of: p\nbounds: default\ntriggers: {t: {timing: after}}\n": "key 'events' is missing",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes(text: str, tmp_path: Path) -> None:
    found = said(tmp_path, PARENT + text)
    assert len(found) == 1, found
    assert MISTAKES[text] in found[0]


@pytest.mark.parametrize(
    ("kind", "payload", "name"),
    [
        ("primary_key", {"columns": ["a", "b"]}, "t_pkey"),
        ("unique", {"columns": ["a", "b"]}, "t_a_b_key"),
        ("index", {"columns": [{"column": "a"}, {"expression": "lower(b)"}], "include": ["c"]}, "t_a_lower_c_idx"),
        ("index", {"columns": [{"expression": "(a + 1)"}, {"expression": "(b || c)"}]}, "t_expr_expr1_idx"),
        ("index", {"columns": [{"expression": "app.f(a) + 1"}, {"expression": "app.f(a, (b))"}]}, "t_expr_f_idx"),
        ("exclusion", {"elements": [{"column": "a", "with": "="}]}, "t_a_excl"),
    ],
)
def test_names_of_parts(kind: str, payload: dict[str, object], name: str) -> None:
    assert family.index_name(FactId("table", "public", "t"), kind, payload) == name


def test_what_a_table_had_before_it_became_a_partition(live: Databases, tmp_path: Path) -> None:
    """Undeclared, and kept: its own index becomes the part of the partitioned one, and its own key the part of the key."""
    (tmp_path / "all.yaml").write_text(
        "table: p\npartition_by: list (a)\ncolumns: {a: integer, b: text}\nprimary_key: [a]\n"
        "indexes: {b_idx: {columns: [b], options: {fillfactor: 70}}}\n"
        "---\ntable: q\npartition_of: p\nbounds: in (1)\n"
    )
    with database(live, "create table q (b text, a int constraint mine primary key); create index old on q (b)") as dsn:
        status, said = neodiff("diff", dsn, "--schema-dir", tmp_path, "--out", tmp_path / "out")
        out = (tmp_path / "out/forward.sql").read_text()
        made = [line for line in out.splitlines() if line.startswith(("create index", "create unique index"))]
        assert (status, made) == (1, ["create index b_idx on public.p (b) with (fillfactor = '70');"]), said
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute("\n".join(line for line in out.splitlines() if not line.startswith("\\")).encode())
        found = own(facts(dsn), "q")
        assert found["index old"] == {"partition_of": "public.b_idx", "options": {}}
        assert found["primary_key mine"] == {"partition_of": "public.p_pkey"}


def test_what_a_detached_partition_had_is_kept(base: FactBase) -> None:
    """Like everything that nobody declares; but for the key, which is declared under another name, and a trigger, which goes."""
    rest = FactId("table", "public", "rest")
    whole = {i: fact for i, fact in expand(base, names=True).base.facts.items() if i == rest or i.parent == rest}
    key = FactId("primary_key", "", "another", rest)
    alone = {i: fact for i, fact in whole.items() if i.kind == "column"}
    alone |= {rest: Fact(rest, {}), key: Fact(key, {"columns": ["id", "at"]})}
    wanted = goal(base, FactBase({**{i: f for i, f in base.facts.items() if i.root != rest}, **alone}), ())
    kept = {f"{i.kind} {i.name}" for i in wanted.kept if i.parent == rest}
    assert kept == {"check p_v_check", "index by_hand", "unique rest_at_id_key"}
    assert not any("partition_of" in fact.payload for i, fact in wanted.facts.items() if i.inside(rest))
    bare = goal(
        base, FactBase({i: f for i, f in base.facts.items() if i.root != rest} | {rest: alone[rest]}), (), prune=True
    )
    assert {i.id.name for i in bare.refused if i.hazard.name == "drop-column"} >= {"v", "at", "k", "id"}
