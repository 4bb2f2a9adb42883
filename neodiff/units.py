"""Statements -> units that are committed one by one. Knows what cannot share a transaction; no kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neodiff.statement import Statement


@dataclass(frozen=True, slots=True)
class Unit:
    """Statements that are committed together; not `transactional` = one statement that runs on its own."""

    statements: tuple[Statement, ...]
    transactional: bool = True


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
