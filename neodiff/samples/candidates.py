"""Values that a type takes, as SQL expressions of a row's number. Knows no table; PostgreSQL judges each of them.

An expression holds NUMBER where the number belongs: with another number most of them give another value, so that keys
stay unique. What a CHECK speaks of comes as Words: its texts and numbers, and what they may mean as patterns or lengths.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from neodiff.samples.patterns import like, samples
from neodiff.sql import literal, qualified, significant

NUMBER: Final = "\0"
EXAMPLE: Final = 7001
VARIED: Final = 24  # values that a number gives, where it cannot be given later

# Numbers begin at 7001, so that a smallint holds them, and what people number from 1 is not met.
_ANY_TEXT: Final = (f"'row ' || {NUMBER}", f"{NUMBER}::text", "'a'", "''")
_WHOLE: Final = (NUMBER, f"{NUMBER} + 1", f"{NUMBER} % 100", "1", "0", "-1")
_SCALARS: Final[dict[str, tuple[str, ...]]] = {
    "bool": (f"{NUMBER} % 2 = 0", "true", "false"),
    "int2": (f"{NUMBER} % 32767", f"({NUMBER} + 1) % 32767", "1", "0", "-1"),
    "int4": _WHOLE,
    "int8": _WHOLE,
    "oid": _WHOLE[:1],
    "float4": (*_WHOLE, "0.5"),
    "float8": (*_WHOLE, "0.5"),
    "money": _WHOLE,
    "char": (f"chr(65 + ({NUMBER} % 26)::integer)",),
    "uuid": (f"lpad(to_hex({NUMBER}), 32, '0')",),
    "bytea": (f"decode(lpad(to_hex({NUMBER}), 8, '0'), 'hex')", "''"),
    "date": (f"date '2024-01-01' + ({NUMBER} - 7000)::integer", f"date '2124-01-01' + ({NUMBER} - 7000)::integer"),
    "timestamp": tuple(f"timestamp '{y}-01-01' + {NUMBER} * interval '1 minute'" for y in (2024, 2124)),
    "timestamptz": tuple(f"timestamptz '{y}-01-01 00:00Z' + {NUMBER} * interval '1 minute'" for y in (2024, 2124)),
    "time": (f"time '00:00' + {NUMBER} * interval '1 second'", f"time '03:00' + {NUMBER} * interval '1 second'"),
    "timetz": (f"timetz '00:00Z' + {NUMBER} * interval '1 second'",),
    "interval": (f"{NUMBER} * interval '1 second'", "'1 day'"),
    "json": (f"json_build_object('n', {NUMBER})", "'{}'", "'[]'", "'\"a\"'", "'1'", "'true'", "'null'"),
    "jsonb": (f"jsonb_build_object('n', {NUMBER})", "'{}'", "'[]'", "'\"a\"'", "'1'", "'true'", "'null'"),
    "jsonpath": (f"'$.n' || {NUMBER}",),
    "inet": (f"inet '10.0.0.0' + {NUMBER}",),
    "cidr": (f"inet '10.0.0.0' + {NUMBER}",),
    "macaddr": (f"'08002b' || lpad(to_hex({NUMBER} % 16777216), 6, '0')",),
    "macaddr8": (f"'08002bfffe' || lpad(to_hex({NUMBER} % 16777216), 6, '0')",),
    "point": (f"point({NUMBER}, 1)",),
    "line": (f"'{{1,2,' || {NUMBER} || '}}'",),
    "lseg": (f"'[(0,0),(1,' || {NUMBER} || ')]'",),
    "box": (f"box(point({NUMBER}, 0), point({NUMBER} + 0.5, 1))",),
    "path": (f"'[(0,0),(1,' || {NUMBER} || ')]'",),
    "polygon": (f"'((0,0),(0,1),(1,' || {NUMBER} || '))'",),
    "circle": (f"'<(' || {NUMBER} || ',0),0.25>'",),
    "tsvector": (f"'word' || {NUMBER}", "''"),
    "tsquery": (f"'word' || {NUMBER}",),
    "xml": (f"'<a>' || {NUMBER} || '</a>'",),
    "pg_lsn": (f"'0/' || to_hex({NUMBER})",),
    "xid": (f"{NUMBER}::text",),
    "xid8": (f"{NUMBER}::text",),
    "cid": (f"{NUMBER}::text",),
    "tid": (f"'(0,' || {NUMBER} % 60000 || ')'",),
    "pg_snapshot": (f"'1:' || {NUMBER} || ':'",),
    "txid_snapshot": (f"'1:' || {NUMBER} || ':'",),
    "int2vector": ("'1 2'",),
    "oidvector": ("'1 2'",),
    **dict.fromkeys(
        "regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole "
        "regtype".split(),
        ("'-'", "'simple'"),
    ),
}
_UNKNOWN: Final = ("'{}'", "'[]'", "'1'", f"'a' || {NUMBER}", "''", "'(0,0)'", "'a=>1'", "'POINT(0 0)'", "'[1,2,3]'")
_TYPES: Final = """
    select t.oid, n.nspname, t.typname, t.typtype::text, t.typcategory::text, t.typelem, t.typbasetype, t.typtypmod,
        t.typrelid, exists (select from pg_type e where e.oid = t.typelem and e.typarray = t.oid),
        coalesce((select r.rngsubtype from pg_range r where r.rngtypid = t.oid), 0),
        coalesce((select r.rngtypid from pg_range r where r.rngmultitypid = t.oid), 0),
        array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder),
        array(select pg_get_expr(c.conbin, 0) from pg_constraint c where c.contypid = t.oid and c.conbin is not null)
    from pg_type t join pg_namespace n on n.oid = t.typnamespace"""


@dataclass(frozen=True, slots=True)
class Words:
    """The texts and numbers that expressions speak of."""

    texts: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    def __add__(self, other: Words) -> Words:
        return Words(_once(self.texts + other.texts), tuple(dict.fromkeys(self.numbers + other.numbers)))


@dataclass(frozen=True, slots=True)
class _Type:
    schema: str
    name: str
    kind: str
    category: str
    element: int
    base: int
    modifier: int
    relation: int
    is_array: bool
    subtype: int
    range: int
    labels: list[str]
    checks: list[str]


def words(expressions: list[str] | tuple[str, ...]) -> Words:
    """What expressions speak of, in their order."""
    texts: list[str] = []
    numbers: list[int] = []
    for expression in expressions:
        for kind, text, _ in significant(expression):
            if kind == "string":
                texts += _spoken(text)
            elif kind == "number" and re.fullmatch(r"\d{1,18}(\.\d*)?", text):
                numbers.append(int(text.split(".")[0]))
    numbers += [int(text) for text in texts if re.fullmatch(r"-?\d{1,18}", text)]
    return Words(_once(tuple(texts)), tuple(dict.fromkeys(numbers)))


def _spoken(token: str) -> list[str]:
    text = token.split("'", 1)[1][:-1].replace("''", "'")
    if token[0] in "eE":
        text = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    members = [member.strip('"') for member in text[1:-1].split(",")] if re.fullmatch(r"\{.*\}", text) else []
    return [text, *members]


def _once(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


class Candidates:
    """Values of every type of one database. `conn` is in a transaction of a superuser whose search_path is empty."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self._conn = conn
        self._types = {row[0]: _Type(*row[1:]) for row in conn.execute(_TYPES.encode()).fetchall()}
        self._names: dict[tuple[int, int], str] = {}
        self._found: dict[tuple[int, int, Words], list[str]] = {}

    def of(self, oid: int, modifier: int, spoken: Words) -> list[str]:
        """What the type takes, the best first; NULL is not among it."""
        key = (oid, modifier, spoken)
        if key not in self._found:
            guesses = list(dict.fromkeys(self._guesses(oid, modifier, spoken)))
            self._found[key] = guesses if self.takes(guesses) else [one for one in guesses if self.takes([one])]
        return self._found[key]

    def texts(self, type_name: str) -> list[str]:
        """Values of the type as text, the best first, for a database that has no such type; none where this one has none."""
        row = self._conn.execute("select to_regtype(%s)::oid", [type_name]).fetchone()
        if row is None or row[0] is None:
            return []
        numbers = [f"{number}::bigint" for number in range(EXAMPLE, EXAMPLE + VARIED)]
        asked = [f"({guess})::text" for guess in self.of(row[0], -1, Words())]
        found: dict[str, None] = {}
        for each in asked:
            varied = [each.replace(NUMBER, number) for number in (numbers if NUMBER in each else numbers[:1])]
            texts = self._conn.execute(f"select {', '.join(varied)}".encode()).fetchone()
            found |= dict.fromkeys(text for text in texts or () if text is not None)
        return list(found)

    def number_like(self, oid: int) -> bool:
        kind = self._types[oid]
        return kind.category == "N" and kind.kind == "b"

    def takes(self, guesses: list[str]) -> bool:
        """Is each of these expressions a value?"""
        try:
            with self._conn.transaction():
                self._conn.execute(f"select {', '.join(guesses)}".replace(NUMBER, f"{EXAMPLE}::bigint").encode())
        except psycopg.Error:
            return False
        return True

    def _named(self, oid: int, modifier: int) -> str:
        if (oid, modifier) not in self._names:
            row = self._conn.execute("select format_type(%s, %s)", [oid, modifier]).fetchone()
            assert row is not None
            self._names[oid, modifier] = row[0]
        return self._names[oid, modifier]

    def _guesses(self, oid: int, modifier: int, spoken: Words) -> Iterator[str]:
        found = self._types[oid]
        type_ = self._named(oid, modifier)
        if found.kind == "d":
            inner = self._guesses(found.base, found.modifier, spoken + words(found.checks))
        elif found.kind == "e":
            inner = rotated([literal(label) for label in found.labels], type_)
        elif found.kind == "c":
            inner = self._row(found)
        elif found.kind == "r":
            inner = self._range(found)
        elif found.kind == "m":
            ranges = self.of(found.range, -1, Words())
            inner = (f"'{{' || ({range_})::text || '}}'" for range_ in ranges)
        elif found.is_array:
            inner = self._array(found, modifier, spoken)
        else:
            inner = _base(found, modifier, spoken)
        yield from (f"({guess})::{type_}" for guess in inner)

    def _row(self, found: _Type) -> Iterator[str]:
        attributes = self._conn.execute(
            "select atttypid, atttypmod from pg_attribute where attrelid = %s and attnum > 0 and not attisdropped "
            "order by attnum",
            [found.relation],
        ).fetchall()
        firsts = [next(iter(self.of(oid, modifier, Words())), "null") for oid, modifier in attributes]
        yield f"row({', '.join(firsts)})"
        yield f"row({', '.join('null' for _ in attributes)})"

    def _range(self, found: _Type) -> Iterator[str]:
        made = qualified(found.schema, found.name)
        for low in self.of(found.subtype, -1, Words()):
            yield f"{made}({low}, {low.replace(NUMBER, f'({NUMBER} + 1)')})"
        yield from ("'empty'", "'(,)'")

    def _array(self, found: _Type, modifier: int, spoken: Words) -> Iterator[str]:
        elements = self.of(found.element, modifier, spoken)
        for element in elements:
            yield f"array[{element}]"
        yield "'{}'"
        if elements:
            yield from (f"array_fill({elements[0]}, array[{n}])" for n in _lengths(spoken, 100))


def _base(found: _Type, modifier: int, spoken: Words) -> Iterator[str]:
    if found.name == "numeric" and found.schema == "pg_catalog":
        yield from _numeric(modifier)
        yield from _numbers(spoken)
    elif found.category == "S" or found.name == "name":
        yield from _texts(found, modifier, spoken)
    elif found.name in ("bit", "varbit"):
        width = modifier if modifier > 0 else 1 if found.name == "bit" else 16
        yield f"({NUMBER}::bit({min(width, 64)}))::text"
        yield from (f"'{bit * width}'" for bit in "01")
    elif found.schema == "pg_catalog" and found.name in _SCALARS:
        yield from _SCALARS[found.name]
        yield from _numbers(spoken) if found.category == "N" else ()
        yield from _documents(spoken) if found.name in ("json", "jsonb") else ()
    else:
        if modifier > 0:
            yield f"'[' || {NUMBER} || '{',0' * (modifier - 1)}]'"
        yield from _UNKNOWN
    if found.category != "S":
        yield from (literal(text) for text in spoken.texts)


def _numeric(modifier: int) -> Iterator[str]:
    """numeric(p, s): typmod is ((p << 16) | (s & 2047)) + 4; source: numerictypmodin() of PostgreSQL."""
    scale = ((modifier - 4) & 2047 ^ 1024) - 1024 if modifier >= 4 else 0
    digits = ((modifier - 4) >> 16) - scale if modifier >= 4 else 20
    if digits >= 5 and scale >= 0:
        yield from _WHOLE
    elif digits > 0:
        yield from (f"{NUMBER} % {10 ** min(digits, 18)}", "1", "0")
    yield f"{NUMBER} % {10 ** min(max(digits + scale, 1), 18)} * 10::numeric ^ {-scale}"


def _numbers(spoken: Words) -> Iterator[str]:
    for number in spoken.numbers:
        yield from (f"{number}", f"{number + 1}", f"{number - 1}")


def _texts(found: _Type, modifier: int, spoken: Words) -> Iterator[str]:
    limit = modifier - 4 if modifier > 4 and found.name in ("varchar", "bpchar") else None
    type_ = qualified(found.schema, found.name) if found.schema != "pg_catalog" else "text"
    if limit is None or limit >= 12:
        yield from _ANY_TEXT
    else:
        yield f"right(repeat('0', {limit}) || {NUMBER}, {limit})"
    texts = [literal(text) for text in spoken.texts]
    yield from rotated(texts, type_)
    yield from (f"right(repeat('x', {n}) || {NUMBER}, {n})" for n in _lengths(spoken, 10_000))
    for text in spoken.texts:
        yield literal(like(text))
        yield from rotated([literal(sample) for sample in samples(text)], type_)


def rotated(choices: list[str], type_: str) -> Iterator[str]:
    """The choice that the number falls on, then each of them."""
    if len(choices) > 1:
        members = ", ".join(f"{choice}::{type_}" for choice in choices)
        yield f"(array[{members}])[({NUMBER} % {len(choices)} + 1)::integer]"
    yield from choices


def _lengths(spoken: Words, most: int) -> list[int]:
    lengths = [number + more for number in spoken.numbers for more in (0, 1, -1)]
    return [length for length in dict.fromkeys(lengths) if 0 < length <= most]


def _documents(spoken: Words) -> Iterator[str]:
    """Objects that have what is spoken of as keys."""
    values: tuple[Any, ...] = ("a", 1, {}, [], True)
    for value in values:
        keys = {text: value for text in spoken.texts if text.isidentifier()}
        if keys:
            yield literal(json.dumps(keys))
            yield from (literal(json.dumps({key: value})) for key in keys)
