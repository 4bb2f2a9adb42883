"""Units into a live database, one by one, each noted in the ledger in its own transaction. Knows no folder and no fact."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from psycopg import errors

from neodiff import ledger
from neodiff.connect import interrupted, lost
from neodiff.deploy.leftovers import clean
from neodiff.deploy.script import File, Line, Setting, Unit
from neodiff.deploy.watch import watched
from neodiff.errors import PlanError
from neodiff.migrations.history import History
from neodiff.scratch.load import said
from neodiff.sql import significant
from neodiff.units import Limits

# What a statement says that was done before, and not noted any more.
_DONE: Final = (errors.UndefinedObject, errors.UndefinedTable, errors.DuplicateTable, errors.DuplicateObject)
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Run:
    """One migration in one direction on one connection.

    before:  what is done inside the first transaction, ahead of its unit; retries: how often a unit is tried again that met a lock
    history: that of Supabase's command line, where it keeps one
    settings: what the session must have set, such as passwords; again: the unit of which nobody knows whether it was done
    limits: file -> how its units are run, where that was planned; what somebody wrote runs as it says itself
    say:     to a terminal, while somebody waits; note: to everybody
    """

    conn: psycopg.Connection[Any]
    url: str
    version: str
    name: str
    way: str
    say: Callable[[str], None]
    note: Callable[[str], None]
    retries: int = 10
    before: Callable[[], None] = field(default=lambda: None)
    history: History | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    again: int | None = None
    limits: Mapping[str, Sequence[Limits]] = field(default_factory=dict)

    def run(self, files: Sequence[File], done: int) -> None:
        """All but the first `done` units. Raises PlanError at file:line for the statement that failed; what was committed
        before it stays, and is noted."""
        total = sum(len(file.units) for file in files)
        left = [unit for file in files for unit in file.units if unit.number > done and unit.transactional]
        first = left[0].number if left else None
        for file in files:
            self._fresh()
            for item in file.items:
                if isinstance(item, Setting):
                    self.conn.execute(item.sql.encode())
                elif item.number > done:
                    limits = self._limited(file, item)
                    self._tried(item, file, total, self.before if item.number == first else lambda: None, limits)
        self.conn.execute("reset all")

    def _fresh(self) -> None:
        self.conn.execute("reset all")
        for name, value in self.settings.items():
            self.conn.execute("select set_config(%s, %s, false)", [name, value])

    def _limited(self, file: File, unit: Unit) -> Limits:
        """Of that unit, which the session then has."""
        known = self.limits.get(_short(file.name), ())
        if len(known) != len(file.units):
            return Limits()
        limits = known[file.units.index(unit)]
        self.conn.execute("select set_config('lock_timeout', %s, false)", [limits.lock_timeout])
        off = limits.statement_timeout_off
        self.conn.execute("set statement_timeout = 0" if off else "reset statement_timeout")
        return limits

    def _tried(self, unit: Unit, file: File, total: int, before: Callable[[], None], limits: Limits) -> None:
        what = f"{self.name}, unit {unit.number} of {total}"
        pause = _FIRST_PAUSE
        for left in range(self.retries, -1, -1):
            start = time.monotonic()
            try:
                self.say(what)
                with watched(self.url, self.conn.info.backend_pid, what, self.say, self.note):
                    if unit.transactional:
                        self._together(unit, file, before)
                    else:
                        self._alone(unit, file)
                self.note(f"{what}: done in {time.monotonic() - start:.1f} s")
                return
            except _StatementError as failure:
                if failure.error.sqlstate not in limits.retry or not left:
                    raise self._stopped(failure, unit) from None
                self.note(f"{what}: {said(failure.error)}; trying again in {pause:.0f} s, {left} times at most")
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _together(self, unit: Unit, file: File, before: Callable[[], None]) -> None:
        try:
            with self.conn.transaction():
                before()
                for line in unit.lines:
                    self._execute(line)
                self._note(unit, "done")
                self._history(unit, file)
        except psycopg.Error as error:
            # what is deferred fails at the end, and a lock may be missed ahead of the first statement
            raise _failed(unit.lines[-1], error) from None

    def _alone(self, unit: Unit, file: File) -> None:
        self._note(unit, "running")
        try:
            self._execute(unit.lines[0])
        except _StatementError as failure:
            if unit.number == self.again and isinstance(failure.error, _DONE):
                self._noted(unit, file)
                return
            # nothing of it stays behind: it runs again, or the way back does
            cleaned = clean(self.conn, unit)
            for done in cleaned.said:
                self.note(f"{self.name}: {done}")
            if cleaned.ended:
                self._noted(unit, file)
                return
            ledger.forget_running(self.conn, self.version, self.way)
            raise
        self._noted(unit, file)

    def _noted(self, unit: Unit, file: File) -> None:
        with self.conn.transaction():
            self._note(unit, "done")
            self._history(unit, file)

    def _execute(self, line: Line) -> None:
        try:
            self.conn.execute(line.sql.encode())
        except psycopg.Error as error:
            raise _failed(line, error) from None

    def _note(self, unit: Unit, state: str) -> None:
        ledger.unit(self.conn, self.version, self.way, unit.number, _short(unit.file), unit.sha256, state)

    def _history(self, unit: Unit, file: File) -> None:
        if self.history is not None and unit is file.units[-1]:
            self.history.note(self.conn, _short(file.name), back=self.way == ledger.REVERSE)

    def _stopped(self, failure: _StatementError, unit: Unit) -> PlanError:
        line = failure.line
        place = failure.error.diag.statement_position
        at = line.line + (line.sql.count("\n", 0, int(place) - 1) if place else 0)
        shown = " ".join(text for _, text, _ in significant(line.sql))[:160]
        text = f"{unit.file}:{at}: PostgreSQL says: {said(failure.error)}\n    in: {shown}"
        with suppress(psycopg.Error):
            ledger.failed(self.conn, self.version, said(failure.error))
        kept = "the units before it are committed" if unit.number > 1 else "nothing was changed"
        return PlanError(f"{text}\n  unit {unit.number} was taken back; {kept}; the ledger has it so")


def _failed(line: Line, error: psycopg.Error) -> BaseException:
    if interrupted(error):
        return KeyboardInterrupt()
    return error if lost(error) else _StatementError(line, error)


class _StatementError(Exception):
    """One statement failed; the session goes on."""

    def __init__(self, line: Line, error: psycopg.Error) -> None:
        super().__init__(str(error))
        self.line, self.error = line, error


def _short(name: str) -> str:
    return name.rsplit("/", 1)[-1]
