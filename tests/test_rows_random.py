"""Two hundred tables of random rows, declared otherwise at random: forward converges, reverse restores every byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from psycopg.sql import SQL, Identifier, Literal
from rows_story import assert_same, person

from neodiff.scratch.databases import Databases

TABLES = 200
HOSTILE = [
    "", " ", "''", "it's", '"', "\\", "\\'", "$$", "$1", "%s %%", "{slug}", "{{", ":x", ":'x'", "--", "/*", ";", "NULL", "null",
    "\n", "\r\n", "\t", "\x01", "\x7f", "é", "漢", "🎉", "\u2028", "\ufeff", "a" * 300, "~", "yes", "1.0", "2020-01-01", "x: y", "#",
]  # fmt: skip
LABELS = ["sad", "it's", 'x"y', "a b", "NULL", "comma,", "{brace}", "back\\slash"]
words = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
)
plain = st.text("abc {}'\"\\", max_size=6)
numbers = st.one_of(st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False, width=32))
leaves = st.one_of(st.none(), st.booleans(), numbers, words)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(plain, inner, max_size=3)),
    max_leaves=6,
)
objects = st.dictionaries(plain, values, max_size=4)
moments = st.sampled_from(
    [
        "infinity",
        "-infinity",
        "epoch",
        "0044-03-15 12:00:00+00 BC",
        "1999-12-31 23:59:59.999999+14",
        "2024-02-29T00:00Z",
    ]
) | st.datetimes(timezones=st.just(__import__("datetime").UTC)).map(str)


@dataclass(frozen=True)
class Type:
    """A type: its values as the YAML has them, and live's as PostgreSQL reads them, which may be written otherwise."""

    sql: str
    declared: SearchStrategy[Any]
    live: SearchStrategy[str]
    key: bool = False


def same(sql: str, strategy: SearchStrategy[Any], *, key: bool = False, also: tuple[str, ...] = ()) -> Type:
    live = strategy.map(written)
    return Type(sql, strategy, live | st.sampled_from(also) if also else live, key)


def written(value: Any) -> str:
    """A value as PostgreSQL reads it."""
    if isinstance(value, list):
        return "{" + ",".join(_element(one) for one in value) + "}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return written(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _json(sql: str) -> Type:
    """A YAML null is SQL NULL; JSON null says so."""
    declared = values.map(lambda value: {"$json": None} if value is None else value)
    texts = values.map(json.dumps) | values.map(lambda value: json.dumps(value, indent=3, ensure_ascii=False))
    twice = st.sampled_from(['{"a": 1, "a":2}', " [1.0,1.00 , 1e2]", '"\\u00e9"']) if sql == "json" else st.just("{}")
    return Type(sql, declared, (texts | twice).filter(_storable))


def _storable(text: str) -> bool:
    """PostgreSQL stores no NUL."""
    return "\\u0000" not in text


def _lists(inner: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.lists(inner | st.none(), max_size=4)


integers = st.integers(-(2**31), 2**31 - 1)
decimals = st.decimals(-9999, 9999, places=3, allow_nan=False).map(str)
TYPES = [
    same("integer", integers, key=True),
    same("bigint", st.integers(-(2**63), 2**63 - 1), key=True),
    same("text", words, key=True),
    same("character varying(12)", words.map(lambda text: text[:12]), key=True),
    same("character(5)", st.text("ab '\\", max_size=5)),
    same("numeric", decimals, also=("NaN", "1.50", "-0.0", "1e20")),
    same("numeric(9,3)", decimals, key=True),
    same(
        "double precision", st.floats(allow_infinity=False, allow_nan=False), also=("NaN", "-Infinity", "-0", "1e-300")
    ),
    same("boolean", st.booleans()),
    same("timestamp with time zone", moments),
    same("interval", st.sampled_from(["1 mon", "30 days", "720:00:00", "-1 days +02:03:04.5", "00:00:00"])),
    same("uuid", st.uuids().map(str), key=True),
    same("bytea", st.binary(max_size=9).map(lambda raw: "\\x" + raw.hex()), key=True),
    same("integer[]", _lists(integers), also=("[0:1]={7,8}", "{{1,2},{3,4}}")),
    same("text[]", _lists(words), also=('{{"a b",NULL},{"",x}}',)),
    same("mood", st.sampled_from(LABELS), key=True),
    same("mood[]", _lists(st.sampled_from(LABELS))),
    _json("json"),
    _json("jsonb"),
]


@dataclass
class Table:
    """A table as it is and as it is declared. `lacks`: columns that live does not have yet."""

    columns: dict[str, Type]
    key: list[str]
    mode: str
    insert_only: list[str]
    lacks: set[str]
    live: list[dict[str, str | None]] = field(default_factory=list)
    declared: list[dict[str, Any]] = field(default_factory=list)
    scoped: bool = False
    defaults: dict[str, Any] = field(default_factory=dict)

    def sql(self, name: str) -> SQL:
        columns = [
            SQL("{} {}").format(Identifier(c), SQL(t.sql)) for c, t in self.columns.items() if c not in self.lacks
        ]
        keys = SQL(", ").join(map(Identifier, self.key))
        made = [SQL("create table {} (id bigint generated always as identity primary key, {}, unique ({}))").format(
            Identifier(name), SQL(", ").join(columns), keys
        )]  # fmt: skip
        for row in self.live:
            cells = [SQL("{}::{}").format(Literal(text), SQL(self.columns[c].sql)) for c, text in row.items()]
            into = SQL(", ").join(map(Identifier, row))
            made.append(SQL("insert into {} ({}) values ({})").format(Identifier(name), into, SQL(", ").join(cells)))
        return SQL("; ").join(made)  # type: ignore[return-value]

    def yaml(self, name: str) -> dict[str, Any]:
        columns: dict[str, Any] = {"id": {"type": "bigint", "identity": "always", "primary_key": True}}
        rows: dict[str, Any] = {"key": self.key, "mode": self.mode, "values": self.declared}
        if self.insert_only and self.mode != "insert":
            rows["insert_only"] = self.insert_only
        if self.scoped:
            rows["where"] = "grp = 1"
        out = {"table": name, "columns": columns | {c: t.sql for c, t in self.columns.items()}, "unique": [self.key]}
        if self.declared or self.mode == "exact":
            out["rows"] = rows
        if self.defaults:
            out["json"] = {column: {"default": value} for column, value in self.defaults.items()}
        return out


@st.composite
def tables(draw: Callable[[SearchStrategy[Any]], Any]) -> Table:
    keys = draw(st.lists(st.sampled_from([one for one in TYPES if one.key]), min_size=1, max_size=2))
    others = draw(st.lists(st.sampled_from(TYPES), min_size=2, max_size=6))
    columns = {f"k{i}": one for i, one in enumerate(keys)} | {f'C "{i}:x%s$$': one for i, one in enumerate(others)}
    key, rest = list(columns)[: len(keys)], list(columns)[len(keys) :]
    table = Table(
        columns, key, draw(st.sampled_from(["insert", "upsert", "exact"])),
        [c for c in rest if draw(st.integers(0, 5)) == 0], {c for c in rest if draw(st.integers(0, 7)) == 0},
    )  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        columns["settings"] = Type("jsonb", objects, objects.map(json.dumps).filter(_storable))
        table.defaults = {"settings": draw(objects.map(_braced))}
    table.scoped = draw(st.integers(0, 3)) == 0
    if table.scoped:
        columns["grp"] = Type("integer", st.just(1), st.sampled_from(["1", "1", "2"]))
    known: dict[tuple[str, ...], tuple[Any, ...]] = {}
    for one in draw(st.lists(st.tuples(*(columns[c].declared for c in key)), min_size=2, max_size=8)):
        known.setdefault(tuple(written(value).rstrip() for value in one), one)
    for one in known.values():
        there, wanted = draw(st.integers(0, 2)) > 0, draw(st.integers(0, 2)) > 0
        row = dict(zip(key, one))
        some = [c for c in columns if c not in (*key, "settings") and (c == "grp" or draw(st.booleans()))]
        if wanted:
            more = {c: None if c != "grp" and draw(st.integers(0, 5)) == 0 else draw(columns[c].declared) for c in some}
            table.declared.append(row | more)
        if there:
            live = {c: None if draw(st.integers(0, 5)) == 0 else draw(columns[c].live) for c in columns if c not in key}
            if "grp" in columns:
                live["grp"] = "1" if wanted else draw(st.sampled_from(["1", "2", None]))
            table.live.append(
                {c: written(v) for c, v in row.items()} | {c: v for c, v in live.items() if c not in table.lacks}
            )
    return table


def _braced(value: Any) -> Any:
    """A declared default names columns in braces: doubled, they are braces."""
    if isinstance(value, str):
        return value.replace("{", "{{").replace("}", "}}")
    if isinstance(value, dict):
        return {key: _braced(item) for key, item in value.items()}
    return [_braced(item) for item in value] if isinstance(value, list) else value


def some(count: int) -> list[Table]:
    """So many tables, the same ones in every run."""
    found: list[Table] = []

    @settings(max_examples=count, phases=[Phase.generate], database=None, derandomize=True, deadline=None,
        suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(tables())
    def collect(table: Table) -> None:
        found.append(table)

    collect()
    return found


def test_random_rows_go_there_and_come_back(live: Databases, scratch: Databases, tmp_path: Path) -> None:
    made = {f"t{i:03}": table for i, table in enumerate(some(TABLES))}
    with person(live, scratch, tmp_path) as anna:
        with psycopg.connect(anna.url, autocommit=True) as conn:
            labels = SQL(", ").join(map(Literal, LABELS))
            conn.execute(SQL("create type mood as enum ({}); create table bystander (x text)").format(labels))
            conn.execute("insert into bystander values ('as it is')")
            for name, table in made.items():
                conn.execute(table.sql(name))
        documents: list[dict[str, Any]] = [{"enum": "mood", "values": LABELS}]
        documents += [table.yaml(name) for name, table in made.items()]
        anna.declare(*(yaml.safe_dump(one, allow_unicode=True, sort_keys=False, width=200) for one in documents))
        before = anna.contents()
        anna.planned("--allow", "delete-rows")
        anna.run("forward")
        anna.same("--allow", "delete-rows")
        after = anna.contents()
        assert after["bystander"] == before["bystander"]
        assert sum(after[name] != before[name] for name in made) > TABLES // 3
        anna.run("reverse")
        assert_same(anna.contents(), before)
