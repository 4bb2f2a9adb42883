"""What apply and rollback share: the database, the folder, who is told what; and the checks around one migration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from neodiff import ledger
from neodiff.declare.declaration import Declaration
from neodiff.deploy import contents, gates, session, state, todo
from neodiff.deploy.folder import Pair, pairs
from neodiff.deploy.gates import Rules, Said
from neodiff.deploy.handwritten import Proving
from neodiff.deploy.run import Run
from neodiff.deploy.state import Seen
from neodiff.errors import PlanError, UserError
from neodiff.generate import manifest
from neodiff.generate.manifest import Manifest
from neodiff.generate.pending import pending
from neodiff.ledger import Ledger
from neodiff.migrations import history
from neodiff.migrations.folder import version_of
from neodiff.migrations.history import History
from neodiff.named import Source
from neodiff.options import Options
from neodiff.secret import setting
from neodiff.sides import Sides
from neodiff.source import opened


@dataclass(frozen=True, slots=True)
class Job:
    """folder: of the migrations; told: which of them the database has, where somebody says it; wait: seconds, for others

    rules, said: of its environment, and what the person brings; before: the ledger of the environment that comes before
    reprove: what was planned from another state is proven on a copy of this database first
    scratch: asked for the server only when it is needed; say: to a terminal, note: to everybody
    """

    source: Source
    declaration: Declaration
    folder: Path
    scratch: Callable[[], Sides]
    environment: Mapping[str, str]
    say: Callable[[str], None]
    note: Callable[[str], None]
    rules: Rules = field(default_factory=lambda: Rules(""))
    said: Said = field(default_factory=Said)
    before: Callable[[], Ledger] = Ledger
    reprove: bool = False
    told: str | None = None
    wait: float = 0
    retries: int = 10

    def connected(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        return session.connected(self.source.url, self.source.label)

    def locked(self, conn: psycopg.Connection[Any]) -> AbstractContextManager[None]:
        return session.locked(conn, self.source.label, self.wait, self.say)

    def pairs(self) -> list[Pair]:
        return pairs(self.folder)

    def left(self) -> list[Pair]:
        """What is pending, whatever may be run of it."""
        with self.connected() as conn:
            return todo.pending(self.pairs(), ledger.read(conn))

    def ripe(self, found: list[Pair]) -> tuple[list[Pair], str]:
        """Those, from the first on, that have done their time in the environment before, and why the next has not."""
        if self.rules.after is None or not found:
            return found, ""
        count, why = gates.first_refused(self.rules, self.said, found, self.before(), datetime.now(UTC))
        return found[:count], why

    def look(self) -> Seen:
        self.say(f"reading {self.source.label}")
        return state.look(self.source, self.declaration, self.scratch())

    def before_ledger(self, conn: psycopg.Connection[Any], found: list[Pair], known: Ledger) -> list[ledger.Begun]:
        """Migrations that others have run: told by the history of Supabase's command line or, where there is no ledger yet,
        by the database itself. Raises UserError where nobody knows."""
        if not known.entries:
            with opened(self.source, self.scratch(), held=True) as database:
                left = {Path(each.name).name for each in pending(self.folder, database, self.told, live=True)}
            return todo.standing_for(found, left, known)
        versions = history.versions(conn) or set() if self.supabase else set()
        theirs = {Path(m.name).name for pair in found for m in pair.forward if version_of(m.name) not in versions}
        return todo.standing_for(found, theirs, known)

    @property
    def supabase(self) -> bool:
        return self.declaration.platform == "supabase"

    def run(
        self, conn: psycopg.Connection[Any], pair: Pair, way: str, before: Callable[[], None], again: int | None
    ) -> Run:
        kept = History({Path(each.name).name: each for each in pair.forward}) if self.supabase else None
        if kept is not None:
            kept.ensure(conn)
        assert pair.manifest is not None
        settings = self._settings(pair.manifest)
        url, retries = self.source.url, self.retries
        scripts = pair.manifest.forward if way == ledger.FORWARD else pair.manifest.back
        limits = {Path(file.name).name: file.units for file in scripts}
        at = (url, pair.version, pair.name, way)
        return Run(conn, *at, self.say, self.note, retries, before, kept, settings, again, limits)

    def _settings(self, found: Manifest) -> dict[str, str]:
        if missing := [name for name in found.credentials if not self.environment.get(name)]:
            raise UserError(f"{found.name}: takes {', '.join(missing)} from the environment: not set")
        return {setting(name): self.environment[name] for name in found.credentials}

    def ready(self, conn: psycopg.Connection[Any], found: Manifest) -> None:
        """The role that the plan is for, and a ledger that it may write. Raises PlanError."""
        conn.execute("reset role; reset all")
        session.become(conn, found.role, self.source.label)
        try:
            ledger.ensure(conn)
            with conn.transaction(force_rollback=True):
                ledger.event(conn, None, "may the ledger be written?")
        except psycopg.errors.InsufficientPrivilege as error:
            raise PlanError(
                f"{self.source.label}: the ledger in schema neodiff cannot be written: {error.diag.message_primary}; "
                "the role needs CREATE on the database the first time, and must own that schema later"
            ) from None

    def expect(self, seen: Seen, wanted: str, pair: Pair, what: str, known: Mapping[str, str]) -> None:
        """Raises PlanError with the difference where the database is not in that state."""
        if seen.fingerprint == wanted:
            return
        lines = state.differences(seen, wanted, known, self.source, self.scratch())
        told = lines or [
            "what it should be is kept nowhere; `neodiff diff` tells how it differs from the schema folder"
        ]
        raise PlanError(
            "\n  ".join([f"{pair.name}: {self.source.label} is not {what}; it has changed since:", *told])
            + "\ntake that back, or declare it and generate the migration anew"
        )

    def proven_here(self, pair: Pair) -> list[str]:
        """The states of a migration that was planned from another one, once it has run there and back on a copy of this database.

        Raises PlanError where it does not lead back.
        """
        self.say(f"proving {pair.name} on a copy of {self.source.label}")
        options = Options(allowed=("all",))  # what it does was allowed where it was made
        with opened(self.source, self.scratch(), held=True) as database:
            data = self.declaration.rows(self.source.environment)
            found = manifest.parse(pair.name, Proving(database, self.scratch(), data, options).prove(pair))
        self.note(
            f"{pair.name}: was planned from another state; proven there and back on a copy of {self.source.label}"
        )
        return replace(pair, manifest=found).states

    def finished(self, conn: psycopg.Connection[Any], pair: Pair, end: str, wanted: str) -> Seen:
        """Note that a way is done. Raises PlanError where it did not lead to what was planned."""
        assert pair.manifest is not None
        seen = self.look()
        verified, applied = seen.fingerprint == wanted, end == ledger.APPLIED
        made = contents.contents(conn, pair.manifest.made) if applied else {}
        declared = pair.manifest.declared if applied else None
        ledger.end(conn, pair.version, end, seen.files, verified=verified, declared=declared, contents=made)
        if not verified:
            raise PlanError(
                f"{pair.name}: was run as a whole, but {self.source.label} is not what was planned: somebody changed it "
                "meanwhile; `neodiff diff` tells how it differs from the schema folder"
            )
        return seen
