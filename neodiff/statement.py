"""One SQL statement of a plan, and what may go wrong with it. Knows no kind and no database."""

from __future__ import annotations

from dataclasses import dataclass

from neodiff.facts import FactId


@dataclass(frozen=True, slots=True)
class Hazard:
    """A named risk. `name` is one that --allow takes; `reason` is a sentence for the reviewer."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL without its semicolon.

    alone:  cannot run inside a transaction block
    commit: must be committed before a later statement may use what it made (ALTER TYPE ... ADD VALUE)
    about:  the fact it creates, alters or drops
    verb:   create, alter, drop, or rename (of a type that is swapped); of rows insert, update, delete, archive, restore
    secrets: environment variables whose values it reads from the session's settings; credentials: those of what it makes,
        which scratch never gets
    """

    sql: str
    about: FactId | None = None
    verb: str = "create"
    hazards: tuple[Hazard, ...] = ()
    alone: bool = False
    commit: bool = False
    secrets: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """What it is about, for people: `table public.profiles`."""
        return str(self.about) if self.about is not None else ""
