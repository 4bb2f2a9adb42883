"""Statements -> units that are committed one by one. Knows what cannot share a transaction; no kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from neodiff.statement import Statement

LOCK_TIMEOUT: Final = "5s"
# lock_not_available, deadlock_detected, serialization_failure: somebody was in the way, who may be gone the next time.
RETRY: Final = ("55P03", "40P01", "40001")


@dataclass(frozen=True, slots=True)
class Limits:
    """How a unit is run, by its script and by `neodiff apply` alike.

    lock_timeout: as PostgreSQL takes it; 0 where it waits for as long as it takes, while nobody waits for it
    statement_timeout_off: it may take as long as its table is big, whatever the database or the role has set
    retry: the SQLSTATEs after which it is taken back and tried again
    """

    lock_timeout: str = LOCK_TIMEOUT
    statement_timeout_off: bool = False
    retry: tuple[str, ...] = RETRY

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "retry": list(self.retry)}

    @classmethod
    def read(cls, found: dict[str, Any]) -> Limits:
        """What document() gave. Raises KeyError or TypeError for what it did not."""
        retry = tuple(map(str, found["retry"]))
        return cls(str(found["lock_timeout"]), bool(found["statement_timeout_off"]), retry)


@dataclass(frozen=True, slots=True)
class Unit:
    """Statements that are committed together; not `transactional` = one statement that runs on its own."""

    statements: tuple[Statement, ...]
    transactional: bool = True

    @property
    def limits(self) -> Limits:
        """What takes long is not stopped; outside a transaction it would leave half of itself if it gave up waiting."""
        long = any(statement.long for statement in self.statements)
        return Limits("0" if long and not self.transactional else LOCK_TIMEOUT, long)


def units(statements: Iterable[Statement]) -> list[Unit]:
    """A statement that must be committed before the next ends its unit; one that cannot be in a transaction is its own."""
    out: list[Unit] = []
    pending: list[Statement] = []

    def flush() -> None:
        if pending:
            out.append(Unit(tuple(pending)))
            pending.clear()

    previous: Statement | None = None
    for statement in statements:
        if statement.alone:
            flush()
            out.append(Unit((statement,), transactional=False))
        else:
            committed = previous is not None and previous.commit and not statement.commit
            if previous is not None and (committed or previous.phase != statement.phase):
                flush()
            pending.append(statement)
        previous = statement
    flush()
    return out
