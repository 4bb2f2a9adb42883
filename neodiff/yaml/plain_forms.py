"""Forms of booleans, numbers and words from a fixed set.

Must not know mappings, lists or SQL.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from typing import Any

from neodiff.problems import Pos, Problems
from neodiff.yaml.form_base import Form, shown, type_of
from neodiff.yaml.values import Text


@dataclass(frozen=True, slots=True)
class Bool(Form):
    """True or false."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "true or false"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({bool})

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> bool | None:
        if not isinstance(value, bool):
            self.refuse(value, pos, where, problems, raw)
            return None
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Int(Form):
    """A whole number, between ``min`` and ``max`` where they are given."""

    min: int | None = None
    max: int | None = None
    doc: str = ""

    @property
    def expected(self) -> str:
        if self.min is not None and self.max is not None:
            return f"a whole number from {self.min} to {self.max}"
        if self.min is not None:
            return f"a whole number of at least {self.min}"
        return "a whole number" if self.max is None else f"a whole number of at most {self.max}"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({int})

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> int | None:
        if type_of(value) is not int:
            self.refuse(value, pos, where, problems, raw)
            return None
        good = type_of(value) is int
        good = good and (self.min is None or value >= self.min) and (self.max is None or value <= self.max)
        if not good:
            self.refuse(value, pos, where, problems, raw)
            return None
        return int(value)

    def schema(self) -> dict[str, Any]:
        low = {} if self.min is None else {"minimum": self.min}
        return {"type": "integer", **low, **({} if self.max is None else {"maximum": self.max})}


@dataclass(frozen=True, slots=True)
class Number(Form):
    """A number, with or without a fraction."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "a number"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({int, float})

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> float | None:
        if type_of(value) not in self.takes or not math.isfinite(value):
            self.refuse(value, pos, where, problems, raw)
            return None
        number: float = value
        return number

    def schema(self) -> dict[str, Any]:
        return {"type": "number"}


@dataclass(frozen=True, slots=True, init=False)
class Choice(Form):
    """One of the words given, spelled exactly so."""

    words: tuple[str, ...]
    doc: str

    def __init__(self, *words: str, doc: str = "") -> None:
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "doc", doc)

    @property
    def expected(self) -> str:
        return " or ".join(filter(None, (", ".join(self.words[:-1]), self.words[-1])))

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({str})

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Text | None:
        if not isinstance(value, str):
            self.refuse(value, pos, where, problems, raw)
            return None
        if value in self.words:
            return value if isinstance(value, Text) else Text(value, pos)
        found = difflib.get_close_matches(value.lower(), self.words, n=1)
        hint = f"did you mean {found[0]!r}?" if found else ""
        problems.add(pos, f"{where}: expected {self.expected}, got {shown(value)}", hint)
        return None

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}
