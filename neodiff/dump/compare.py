"""Two dumps compared, object by object. Reads only the objects whose text differs; knows no SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from neodiff.dump.cut import Entry, Key, cut, trimmed
from neodiff.dump.read import Contents, read


class Dump(Mapping[Key, Counter[str]]):
    """The text of a dump as {object: multiset of its statements and elements}; cut and read when asked."""

    def __init__(self, text: str) -> None:
        self.body = trimmed(text)
        self._read: dict[Key, Contents] = {}

    @cached_property
    def groups(self) -> dict[Key, list[Entry]]:
        """The entries of each object as pg_dump wrote them."""
        return cut(self.body)

    def contents(self, key: Key) -> Contents:
        """What the dump says of an object; nothing where it is not in it."""
        if key not in self._read:
            self._read[key] = read(self.groups.get(key, ()))
        return self._read[key]

    def __getitem__(self, key: Key) -> Counter[str]:
        if key not in self.groups:
            raise KeyError(key)
        return self.contents(key).statements

    def __iter__(self) -> Iterator[Key]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)


@dataclass(frozen=True, slots=True)
class Difference:
    """What `got` lacks of an object, and what it has beside."""

    key: Key
    missing: list[str]
    extra: list[str]

    def __str__(self) -> str:
        """For people: the object, then a line for each statement."""
        return "\n".join(
            [f"{self.key}", *(f"  - {text}" for text in self.missing), *(f"  + {text}" for text in self.extra)]
        )


def entries(text: str) -> Dump:
    """The entries of a plain `pg_dump --schema-only`.

    Raises:
        ValueError: this is not the whole plain text of pg_dump.
    """
    return Dump(text)


def differences(got: Dump, want: Dump) -> list[Difference]:
    """The objects that differ, in the order of their keys; empty where the dumps say the same."""
    out: list[Difference] = []
    for key in _unlike(got, want):
        have, need = got.contents(key).statements, want.contents(key).statements
        if have != need:
            out.append(Difference(key, sorted((need - have).elements()), sorted((have - need).elements())))
    return out


def column_order(got: Dump, want: Dump) -> list[Key]:
    """The tables and composite types that are equal but for the order of their columns."""
    out: list[Key] = []
    for key in _unlike(got, want):
        have, need = got.contents(key), want.contents(key)
        if have.statements == need.statements and have.columns != need.columns:
            out.append(key)
    return out


def _unlike(got: Dump, want: Dump) -> list[Key]:
    """The objects whose text is not the same to the letter."""
    if got.body == want.body:
        return []
    keys = got.groups.keys() | want.groups.keys()
    return sorted(key for key in keys if got.groups.get(key) != want.groups.get(key))
