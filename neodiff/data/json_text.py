"""JSON as text and back, with every number as it is written: numbers are Decimal, whose equality is jsonb's.

Knows no paths and no merging.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any


def parse(text: str) -> Any:
    """The value of a JSON text. Raises ValueError."""
    return json.loads(text, parse_int=Decimal, parse_float=Decimal, parse_constant=_refuse)


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def dumps(value: Any, *, jsonb: bool = True) -> str:
    """The text of a value; with `jsonb` keys stand in the order in which jsonb prints them: by length, then by bytes."""
    if isinstance(value, dict):
        keys: Iterable[str] = sorted(value, key=_order) if jsonb else value
        return "{" + ", ".join(f"{_string(key)}: {dumps(value[key], jsonb=jsonb)}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(dumps(item, jsonb=jsonb) for item in value) + "]"
    if isinstance(value, str):
        return _string(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, Decimal):
        return format(value, "f") if -400 < value.adjusted() < 400 else str(value)
    return str(Decimal(repr(value)))


def _order(key: str) -> tuple[int, bytes]:
    raw = key.encode("utf-8", "surrogatepass")
    return len(raw), raw


def _string(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which json (not jsonb) keeps as an escape
        return json.dumps(text)
    return json.dumps(text, ensure_ascii=False)


def same(one: Any, other: Any) -> bool:
    """Are two values equal as jsonb has it? Unlike Python's equality, true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return type_of(one) == type_of(other) and bool(one == other)


def type_of(value: Any) -> str:
    """What jsonb_typeof() says."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, dict) else "array" if isinstance(value, list | tuple) else "number"


def exact(value: Any) -> Any:
    """The same value with every number a Decimal and every sequence a list."""
    if isinstance(value, dict):
        return {str(key): exact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [exact(item) for item in value]
    if value is None or isinstance(value, bool | str | Decimal):
        return value
    return Decimal(repr(value))
