"""Where something is wrong in the user's files, and the collection of everything that is.

Knows positions and sentences. Must not know YAML, SQL or any kind of object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from neodiff.errors import UserError


class Pos(NamedTuple):
    """A place in a file, counted from 1 as editors do; columns count characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; ``pos`` is None when no single place is to blame."""

    pos: Pos | None
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.pos}: {self.message}" if self.pos else self.message
        return f"{text}\n  {self.hint}" if self.hint else text


class Problems:
    """Collects problems, so that one run reports them all."""

    def __init__(self) -> None:
        # a dict keeps order and drops repeats: a mapping used through two aliases is checked twice
        self._found: dict[Problem, None] = {}

    def add(self, pos: Pos | None, message: str, hint: str = "") -> None:
        self._found[Problem(pos, message, hint)] = None

    def extend(self, other: Problems) -> None:
        self._found.update(other._found)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def sorted(self) -> list[Problem]:
        """By place; what has no place comes first, what shares one stays in the order found."""
        return sorted(self._found, key=lambda p: (p.pos is not None, p.pos or Pos("", 0, 0)))

    def render(self) -> str:
        """One line per problem, its hint indented below."""
        return "\n".join(str(problem) for problem in self.sorted())

    def raise_if_any(self) -> None:
        """Raises DeclarationError when anything was added."""
        if self:
            raise DeclarationError(self)


class DeclarationError(UserError):
    """The declaration cannot be used as it stands; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(problems.render())
        self.problems = problems
