"""What happens to values when a column changes its type: how they are converted, and what is lost. Knows type names only.

Source: PostgreSQL docs, "Type Conversion" and pg_cast; an assignment cast of a value that is too long fails, where the
explicit cast of the same would silently cut it off.
"""

from __future__ import annotations

import re
from typing import Final

from neodiff.sql import ident

_INTEGERS: Final = ("smallint", "integer", "bigint")
_FLOATS: Final = ("real", "double precision")


def bare(type_name: str) -> str:
    """A type without its modifier: `character varying(10)` -> `character varying`."""
    return re.sub(r"\(\s*\d+\s*(,\s*-?\d+\s*)?\)", "", type_name)


def _modifier(type_name: str) -> tuple[int, ...]:
    found = re.search(r"\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\)", type_name)
    return tuple(int(part) for part in found.groups() if part is not None) if found else ()


def loses(old: str, new: str) -> str | None:
    """Why a change of type may silently alter values; None where it keeps them or fails instead.

    Source: PostgreSQL docs, "ALTER TABLE" and "Type Conversion"; assignment casts round numerics and cut timestamps.
    """
    was, now = bare(old), bare(new)
    if was == "numeric" and now in (*_INTEGERS, *_FLOATS):
        return f"{old} to {new} rounds"
    if was in _FLOATS and (now in _INTEGERS or now == "numeric" or (was == "double precision" and now == "real")):
        return f"{old} to {new} rounds"
    if (
        was in (*_INTEGERS, "numeric")
        and now in _FLOATS
        and (was, now) not in (("smallint", "real"), ("smallint", "double precision"), ("integer", "double precision"))
    ):
        return f"{old} to {new} rounds"
    if was == now == "numeric" and _modifier(new) and (_scale(old) is None or (_scale(new) or 0) < (_scale(old) or 0)):
        return f"{old} to {new} rounds"
    if was.startswith("timestamp") and now in ("date", "time without time zone", "time with time zone"):
        return f"{old} to {new} cuts the rest off"
    if (
        was == now
        and was.startswith(("time", "timestamp"))
        and _modifier(new)
        and (not _modifier(old) or _modifier(new) < _modifier(old))
    ):
        return f"{old} to {new} rounds to fewer digits"
    if was.endswith("[]") and not now.endswith("[]") and now not in (*_STRINGS, *_JSON):
        return f"{old} to {new} keeps the first element alone"
    if (was, now) == ("json", "jsonb"):
        return "json to jsonb loses the order of keys and all but the last of duplicate ones"
    return None


def narrows(old: str, new: str) -> bool:
    """Does the new type hold fewer values, and write those as the old one does? A value that it lacks is an error."""
    was, now = bare(old), bare(new)
    if was in _INTEGERS and now in _INTEGERS:
        return _INTEGERS.index(now) < _INTEGERS.index(was)
    if now == "character varying" and was in ("text", "character varying"):
        return bool(_modifier(new)) and (not _modifier(old) or _modifier(new) < _modifier(old))
    return False


def _scale(type_name: str) -> int | None:
    found = _modifier(type_name)
    return None if not found else found[1] if len(found) > 1 else 0


_STRINGS: Final = ("text", "character varying", "character", '"char"', "name")
_JSON: Final = ("json", "jsonb")
_NUMBERS: Final = (*_INTEGERS, *_FLOATS, "numeric")
_TIMES: Final = ("date", "timestamp without time zone", "timestamp with time zone")
# Explicit casts that exist between types of different families.
_EXPLICIT: Final = frozenset(
    [
        ("integer", "boolean"),
        ("boolean", "integer"),
        ("json", "jsonb"),
        ("jsonb", "json"),
        ("bit", "integer"),
        ("bit", "bigint"),
    ]
    + [("jsonb", name) for name in (*_NUMBERS, "boolean")]
    + [
        ("inet", "cidr"),
        ("cidr", "inet"),
        ("interval", "time without time zone"),
        ("time without time zone", "interval"),
    ]
)


def using(column: str, old: str, new: str) -> str | None:
    """The expression for ALTER COLUMN ... TYPE ... USING; None where the assignment cast is right, which fails, not cuts."""
    was, now = bare(old), bare(new)
    if "bytea" in (was, now) and was != now:
        return _bytes(ident(column), was, now, new)
    if was == now or now in _STRINGS or any(was in family and now in family for family in (_NUMBERS, _TIMES)):
        return None
    name = ident(column)
    if now in _JSON and was not in (*_STRINGS, *_JSON):
        return f"to_{now}({name})"
    if was in _JSON and now not in (*_JSON, *_NUMBERS, "boolean"):
        return _of_json(name if was == "jsonb" else f"{name}::jsonb", now, new)
    if was not in _STRINGS and was.endswith("[]") != now.endswith("[]"):
        return element(name, "", new) if was.endswith("[]") else wrapped(name, "", new)
    direct = was in _STRINGS or (was, now) in _EXPLICIT or (was.endswith("[]") and now.endswith("[]"))
    # Everything has a text form; between other types there may be no cast at all.
    return f"{name}::{new}" if direct else f"{name}::text::{new}"


def _of_json(json: str, now: str, new: str) -> str:
    """What to_jsonb() made of a value: an array of numbers, or text in quotes. A value alone is an array's only element."""
    if not now.endswith("[]"):
        return f"({json} #>> '{{}}')::{new}"
    if now.removesuffix("[]") not in (*_NUMBERS, "boolean"):
        return wrapped(f"({json} #>> '{{}}')", "", new)
    many = f"translate({json}::text, '[]', '{{}}')::{new}"
    return f"case when jsonb_typeof({json}) = 'array' then {many} when {json} is not null then array[{json}]::{new} end"


def wrapped(name: str, through: str, new: str) -> str:
    """A value as the only element of an array; `through` is a cast before."""
    return f"case when {name} is not null then array[{name}{through}]::{new} end"


def element(name: str, through: str, new: str) -> str:
    """The first element of an array; `through` is a cast before."""
    return f"({name}{through})[1]::{new}"


def shaped(old: str, new: str) -> str:
    """The type whose values are the new type's, and written as the old one's are: its elements, or arrays of it."""
    if bare(new) in _JSON and bare(old) not in (*_STRINGS, *_JSON):
        return old
    if bare(old) in _STRINGS or bare(new) in _STRINGS or old.endswith("[]") == new.endswith("[]"):
        return new
    return f"{new}[]" if old.endswith("[]") else new.removesuffix("[]")


def through_text(column: str, old: str, new: str) -> str:
    """The same by their text, where no cast knows the types: one of them is set aside under another name."""
    name = ident(column)
    if old.endswith("[]") == new.endswith("[]"):
        return f"{name}::text{'[]' if new.endswith('[]') else ''}::{new}"
    return element(name, "::text[]", new) if old.endswith("[]") else wrapped(name, "::text", new)


def _bytes(name: str, was: str, now: str, new: str) -> str | None:
    """Bytes as the text that they are, not as the hexadecimal digits that PostgreSQL would make of them."""
    if was != "bytea":
        return f"convert_to({name}::text, 'UTF8')"
    return f"convert_from({name}, 'UTF8')" + ("" if now == "text" else f"::{new}")
