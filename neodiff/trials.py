"""Tests of who may do what with which rows, as they are declared. Knows no YAML, no SQL and no connection.

Values are texts as PostgreSQL's input functions take them; None is NULL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from neodiff.facts import FactId
from neodiff.problems import Pos
from neodiff.rows import Text

Command = Literal["select", "insert", "update", "delete"]
COMMANDS: Final[tuple[Command, ...]] = ("select", "insert", "update", "delete")
# What a denial looks like: an error (42501), or rows that are not there
REFUSED: Final = "refused"
HIDDEN: Final = "hidden"

Values = Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who tries things: a role of the database, and the claims of the request's token."""

    name: str
    role: str
    claims: Mapping[str, Any]
    pos: Pos


@dataclass(frozen=True, slots=True)
class Given:
    """A row that is there in every test; of its columns those that matter."""

    table: FactId
    values: Values
    pos: Pos


@dataclass(frozen=True, slots=True)
class Trial:
    """One person, one command. Of the rows that `match`, all must be within reach, or none.

    values: the row to insert, or what an update sets; how: REFUSED or HIDDEN, or empty where any denial will do
    """

    relation: FactId
    who: str
    allows: bool
    command: Command
    match: Values
    values: Values
    how: str
    pos: Pos


@dataclass(slots=True)
class Trials:
    """All tests of a declaration."""

    people: dict[str, Person] = field(default_factory=dict)
    rows: list[Given] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
