"""What every form has: the check of a value and its JSON Schema, and the words of messages.

Must not know any concrete form.
"""

from __future__ import annotations

import difflib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from neodiff.problems import Pos, Problems

_TYPES = {str: "text", bool: "true or false", int: "a number", float: "a number", dict: "a mapping", list: "a list"}


def type_of(value: Any) -> type:
    """str, bool, int, float, dict, list or NoneType, whatever subclass the value has."""
    return next((kind for kind in (str, bool, int, float, dict, list) if isinstance(value, kind)), type(None))


def shown(value: Any, raw: str | None = None) -> str:
    """What was got, for a message."""
    kind = type_of(value)
    if kind is type(None):
        return "nothing"
    if kind in (dict, list):
        return _TYPES[kind]
    written = str(value if raw is None else raw)
    return repr(written if len(written) <= 40 else written[:37] + "...")


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word most like the one given, or all of them."""
    known = list(known)
    found = difflib.get_close_matches(word.lower(), known, n=1)
    return f"did you mean {found[0]!r}?" if found else f"known: {', '.join(known)}"


class Form(ABC):
    """What a value in YAML must look like. ``takes`` are the types it may have, ``expected`` says so in a message."""

    __slots__ = ()
    doc: str

    @property
    @abstractmethod
    def takes(self) -> frozenset[type]: ...

    @property
    @abstractmethod
    def expected(self) -> str: ...

    @abstractmethod
    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Any:
        """The normalised value, or None when it is wrong, and then ``problems`` says how.

        ``raw`` is how a scalar is written in the file, where that is known (``Map.raw``, ``Seq.raw``).
        """

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """JSON Schema without the description."""

    def json_schema(self) -> dict[str, Any]:
        return {**self.schema(), "description": self.doc} if self.doc else self.schema()

    def refuse(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> None:
        """Notes what was expected and what was got."""
        hint = "give a value, or leave the key out" if value is None else ""
        problems.add(pos, f"{where}: expected {self.expected}, got {shown(value, raw)}", hint)
