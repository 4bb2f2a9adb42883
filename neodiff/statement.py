"""One SQL statement of a plan, and what may go wrong with it. Knows no kind and no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neodiff.facts import FactId


@dataclass(frozen=True, slots=True)
class Hazard:
    """A named risk. `name` is one that --allow takes; `reason` is a sentence for the reviewer."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What a statement does to others while it runs, and what it leaves behind.

    classes:    names of neodiff.impact.classes
    locks:      (relation that was there before, mode as SQL names it), the strongest of each
    rewritten, scanned: such relations whose file is written anew, or which are read as a whole
    reversible: lossless, structure (rows do not come back), conditional (rows may be in the way), no
    loses:      rows or values go, and no copy of them is kept
    access:     it may change who sees or does what
    clients:    why programs that know only the old schema may fail; empty where they do not
    measured:   locks, rewritten and scanned are what PostgreSQL did in the proof, not what the class says
    """

    classes: tuple[str, ...]
    locks: tuple[tuple[str, str], ...] = ()
    rewritten: tuple[str, ...] = ()
    scanned: tuple[str, ...] = ()
    reversible: str = "lossless"
    loses: bool = False
    access: bool = False
    clients: str = ""
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL without its semicolon.

    alone:  cannot run inside a transaction block
    commit: must be committed before a later statement may use what it made (ALTER TYPE ... ADD VALUE)
    about:  the fact it creates, alters or drops
    verb:   create, alter, drop, rename, aside (a type that is swapped is renamed); build (a key's index, or one partition's), validate,
        attach (that one, or a table whose rows are known to fit), detach (nobody waits), fill (old rows of a column); guard
        and clear (a constraint that is there for a while only comes, and goes); prepare (a second column), swap (it takes the
        first one's place); of rows insert, update, delete, archive, restore
    phase:  statements of different phases are never committed together
    long:   may take as long as its table is big, while nobody who reads or writes waits
    secrets: environment variables whose values it reads from the session's settings; credentials: those of what it makes,
        which scratch never gets
    undo:    takes it back where the plan's own way back does not know it: it makes what is gone when the plan is done
    impact:  known once the plan is whole
    """

    sql: str
    about: FactId | None = None
    verb: str = "create"
    hazards: tuple[Hazard, ...] = ()
    alone: bool = False
    commit: bool = False
    phase: int = 0
    long: bool = False
    secrets: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    undo: str = ""
    impact: Impact | None = None

    @property
    def subject(self) -> str:
        """What it is about, for people: `table public.profiles`."""
        return str(self.about) if self.about is not None else ""


def commits(written: Iterable[str | Statement]) -> bool:
    """Does one of them have to be committed before others may use what it made?"""
    return any(isinstance(sql, Statement) and sql.commit for sql in written)
