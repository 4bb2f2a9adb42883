"""Values that a row can have for a moment, so that another one may take what it has: like its own, and nobody's.

Gives candidates; whether one is free, and satisfies what the table demands, somebody else finds out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final

from neodiff.data.rules import Rule
from neodiff.data.values import Bad
from neodiff.data.world import Item, World
from neodiff.rows import Reference

MOST: Final = 60
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_WHOLE: Final = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
_RANGES: Final = frozenset("int4range int8range numrange daterange tsrange tstzrange".split())
_STRINGS: Final = frozenset(("text", "varchar", "bpchar", "name", ""))


def interims(world: World, item: Item, rule: Rule) -> Iterator[tuple[str | Reference, str | None]]:
    """(column or reference, value) pairs to try, NULL first, then columns that change anyway."""
    shape, own = item.table.shape, item.table.shape.table
    led = {name: foreign.reference for foreign in shape.references for name in foreign.reference.columns}
    writable = [name for name in shape.columns if name in rule.names and _writable(world, item, name)]
    changed = dict.fromkeys(what for what in item.changed or {} if set(_names(what)) & rule.names)
    if not rule.nulls_same:
        for what in (*changed, *writable):
            if not any(shape.columns[name].not_null or name in shape.primary_key for name in _names(what)):
                yield what, None
    for name in dict.fromkeys([*(what for what in changed if isinstance(what, str)), *writable]):
        if name in led or name not in writable:
            continue
        wished = list(islice(_candidates(world, item, name), MOST))
        found = world.types.canonical(own, name, wished)
        for text in dict.fromkeys(found[one] for one in wished):
            if not isinstance(text, Bad) and text != world.before(item, name):
                yield name, text


def _names(what: str | Reference) -> Sequence[str]:
    return (what,) if isinstance(what, str) else what.columns


def _writable(world: World, item: Item, name: str) -> bool:
    """A plain column whose value is known, so that it can come back, and by which nobody finds the row."""
    column = item.table.shape.columns[name]
    if column.generated or column.identity == "always" or name in _found_by(world, item):
        return False
    return name in item.table.index and isinstance(world.before(item, name), str | None)


def _found_by(world: World, item: Item) -> Sequence[str]:
    return world.identities[item.table.shape.table].all_columns()


def _candidates(world: World, item: Item, name: str) -> Iterator[str]:
    own = item.table.shape.table
    kind, value = world.types.base(own, name), world.before(item, name)
    seed = f"{own}.{name} {world.named(item)}"
    labels = world.types.labels(own, name)
    if labels:
        yield from labels
    elif kind in _RANGES:
        yield "empty"
    elif kind in _STRINGS:
        yield from _texts(seed, value if isinstance(value, str) else "")
    elif kind in _WHOLE or kind in ("numeric", "float4", "float8", "money", "oid"):
        yield from _numbers(seed, _WHOLE.get(kind, 2**15))
    elif kind == "uuid":
        yield from (_digest(seed, i)[:32] for i in range(3))
    elif kind == "bytea":
        yield from (f"\\x{_digest(seed, i)[:size]}" for size in (32, 8, 2) for i in range(3))
    elif kind in ("date", "timestamp", "timestamptz"):
        yield from _days(seed)
    elif kind in ("json", "jsonb"):
        yield f'"{_letters(seed, 0)}"'
    elif kind == "bool":
        yield from ("true", "false")


def _digest(seed: str, turn: int) -> str:
    return hashlib.sha256(f"{turn} {seed}".encode()).hexdigest()


def _letters(seed: str, turn: int) -> str:
    return "".join(_LETTERS[int(digit, 16)] for digit in _digest(seed, turn)[:24])


def _texts(seed: str, value: str) -> Iterator[str]:
    """First of the shape that the value has: other letters for letters, other digits for digits, from its end."""
    for count in (8, 4, 2, 1):
        for turn in range(5):
            yield _like(value, _digest(seed, turn)[:count])
    for size in (24, 8, 4, 3, 2, 1):
        for turn in range(4):
            yield _letters(seed, turn)[:size]
            yield _letters(seed, turn)[:size].upper()


def _like(value: str, digest: str) -> str:
    out = list(value)
    places = [i for i, char in enumerate(out) if char.isascii() and char.isalnum()][-len(digest) :]
    for i, digit in zip(places, digest):
        char, number = out[i], int(digit, 16)
        out[i] = (
            str(number % 10) if char.isdigit() else _LETTERS[number] if char.islower() else _LETTERS[number].upper()
        )
    return "".join(out)


def _numbers(seed: str, end: int) -> Iterator[str]:
    for most in (end - 1, 10**4, 10**3, 100, 10):
        number = int(_digest(seed, most), 16) % min(most, end - 1) + 1
        yield f"-{number}"
        yield str(number)
    yield from (str(number) for number in range(-9, 30))


def _days(seed: str) -> Iterator[str]:
    for first in (date(4000, 1, 1), date(1, 1, 1), date(1970, 1, 1)):
        yield str(first + timedelta(days=int(_digest(seed, first.year), 16) % 10_000))
