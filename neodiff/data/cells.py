"""One cell in SQL: its literal, its cast, and how a stored value is compared with it. Knows no statement.

Values are canonical texts of the column's type, so a cast of them never cuts; all the same what is written is cast to
the type without its length, and the assignment that follows fails rather than cuts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from neodiff.data.block import quoted
from neodiff.data.session import setting
from neodiff.data.shape import Column
from neodiff.kinds import casts
from neodiff.rows import Secret, Value

_STRINGS: Final = ("text", "character varying")
# Without a length these two mean a length of 1.
_LENGTH_OF_ONE: Final = {"character": "bpchar", "bit": '"bit"'}
# Types of pg_catalog whose `=` says that two values are the same. Others are compared as text: json, xml and point have
# no equality, box and path another one, and that of an extension's type is not found with an empty search_path.
_EQUAL: Final = frozenset(
    """text bpchar name boolean smallint integer bigint numeric real uuid date bytea inet cidr macaddr macaddr8 jsonb oid
    interval money pg_lsn tsvector tsquery int4range int8range numrange daterange tsrange tstzrange""".split()
) | {
    "character varying",
    '"bit"',
    '"char"',
    "bit varying",
    "double precision",
    "time without time zone",
    "time with time zone",
    "timestamp without time zone",
    "timestamp with time zone",
}
# What drives a terminal, turns the direction of writing, or gets lost on the way through a file.
_HIDDEN: Final = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]")


def constant(value: Value, column: Column | None = None) -> str:
    """A value as SQL. A secret is read from the session's setting, never written."""
    if value is None:
        return "null"
    if isinstance(value, Secret):
        return cast(f"current_setting({quoted(setting(value.name))})", column)
    return _seen(value) if _HIDDEN.search(value) else quoted(value)


def _seen(text: str) -> str:
    """An escape string in which everything can be read."""
    text = text.replace("\\", "\\\\").replace("'", "''")
    return "E'" + _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "'"


def bare(type_name: str) -> str:
    """The type without its length, so that a cast to it does not cut."""
    if '"' in type_name and type_name != '"char"':
        return type_name
    element, array = (type_name[:-2], "[]") if type_name.endswith("[]") else (type_name, "")
    element = casts.bare(element)
    return _LENGTH_OF_ONE.get(element, element) + array


def cast(expression: str, column: Column | None) -> str:
    """A text expression as the column takes it; text needs nothing."""
    kind = bare(column.type) if column is not None else "text"
    return expression if kind in _STRINGS else f"{expression}::{kind}"


def equal(side: str, column: Column | None, right: str, values: Sequence[Value], *, listed: bool) -> str:
    """The condition that `side`, the column of a stored row, is as `right`, which is one of `values` for each row.

    listed: `right` is a column of a list of texts; otherwise it is a constant, which takes the type it is compared with
    """
    if all(value is None for value in values):
        return f"{side} is null"
    if column is None or not _has_equality(column):
        side = f"{side}::text"
    elif listed:
        right = cast(right, column)
    word = "is not distinct from" if None in values else "="
    return f"{side} {word} {right}"


def _has_equality(column: Column) -> bool:
    return bare(column.type).removesuffix("[]") in _EQUAL
