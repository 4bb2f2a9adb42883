"""What a comparison is asked for, and what it begins with: the declaration, the database and whose rows are meant.

The command line and the library ask in this form alone. Must not know options of a command line, or how a plan is made.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from neodiff.errors import UserError
from neodiff.options import Options

# Asking imports nothing that works on it: the answer may be known.
if TYPE_CHECKING:
    from neodiff.declare.declaration import Declaration
    from neodiff.live import Live
    from neodiff.named import Source
    from neodiff.outcome import Plan
    from neodiff.rows import Data
    from neodiff.sides import Sides
    from neodiff.source import Opened


@dataclass(frozen=True, slots=True)
class Request:
    """database: an environment, a URL or a snapshot, None for the default one; migrations: instead of it, a folder of SQL;
    scratch_url: the server to prove on, None for the embedded one."""

    database: str | None = None
    schema_dir: Path = Path("schema")
    migrations: Path | None = None
    options: Options = field(default_factory=Options)
    scratch_url: str | None = None

    def begun(self, tell: Callable[[str], None]) -> Begun:
        """Raises DeclarationError for what is wrong in the YAML, UserError where the database names nothing.

        `tell`: what a person must know of the database that was chosen.
        """
        from neodiff.declare.load import load
        from neodiff.named import resolve

        declaration = load(self.schema_dir)
        source = resolve(self.database, declaration.settings, self.schema_dir, migrations=self.migrations)
        if source.note:
            tell(source.note)
        options = replace(self.options, environment=self.options.environment or source.environment)
        rows_of(options.environment, declaration)
        return Begun(declaration, source, options, self.scratch_url)


@dataclass(frozen=True, slots=True)
class Begun:
    """Nothing of it has touched a server yet; `options` know the environment."""

    declaration: Declaration
    source: Source
    options: Options
    scratch_url: str | None

    @property
    def data(self) -> Data:
        return rows_of(self.options.environment, self.declaration)

    def scratch(self, say: Callable[[str], None]) -> AbstractContextManager[Sides]:
        """The scratch server; `say`: what is being waited for."""
        from neodiff.sides import platform_of
        from neodiff.source import scratch

        return scratch(platform_of(self.declaration), self.scratch_url, say)

    def plan(self, database: Opened, sides: Sides) -> Plan:
        from neodiff.compare import compare

        return compare(self.declaration, database, sides, self.options, sides.say)

    def foreseen(self, sides: Sides, live: Live) -> None:
        """What plan() will need, made while nobody waits for it."""
        from neodiff.compare import foreseen

        foreseen(self.declaration, live, sides)

    def planned(self, sides: Sides) -> Plan:
        """The same where the database is not needed afterwards."""
        from neodiff.source import opened

        with opened(self.source, sides, partial(self.foreseen, sides)) as database:
            return self.plan(database, sides)


def rows_of(environment: str | None, declaration: Declaration) -> Data:
    """The declared rows for that environment. Raises UserError where nobody knows it."""
    known = declaration.settings.get("environments") or {}
    if environment is not None and environment not in known:
        raise UserError(
            f"--environment: {environment!r} is not among those of neodiff.yaml: {', '.join(known) or 'none'}"
        )
    return declaration.rows(environment)
