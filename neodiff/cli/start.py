"""What generate and rollout begin with: the declaration, and the database with the migrations that it has yet to run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from neodiff.cli.common import note, progress
from neodiff.declare.declaration import Declaration
from neodiff.declare.load import ROLLOUT
from neodiff.errors import UserError
from neodiff.generate.folder import place
from neodiff.generate.pending import ALL, pending
from neodiff.generate.state import after
from neodiff.outcome import Options
from neodiff.request import Request
from neodiff.rollout import check, document
from neodiff.rollout.document import Rollout
from neodiff.sides import Sides
from neodiff.source import Opened, opened


@dataclass(frozen=True, slots=True)
class Start:
    """`database`: with what is pending in `folder` on top; `say`: to people, while they wait."""

    declaration: Declaration
    folder: Path
    database: Opened
    sides: Sides
    options: Options
    say: Callable[[str], None]

    def rollout(self) -> Rollout:
        """Raises DeclarationError for what is wrong with it, UserError where there is none."""
        return rollout_of(self.declaration)


def rollout_of(declaration: Declaration) -> Rollout:
    found = document.load(declaration.directory)
    if found is None:
        raise UserError(
            f"{declaration.directory / ROLLOUT}: no such file; expected phases, migrations and their objects"
        )
    check.check(found, declaration)
    return found


@contextmanager
def started(request: Request, folder: Path | None, applied: str | None, until: str | None = None) -> Iterator[Start]:
    """`until`: only what comes before this file of the folder is run on the database first. Raises UserError where that has
    been run already."""
    begun = request.begun(note)
    declaration, source, options = begun.declaration, begun.source, begun.options
    there = place(request.schema_dir, declaration.platform, folder)
    with (
        progress() as say,
        begun.scratch(say) as sides,
        opened(source, sides) as database,
        ExitStack() as stack,
    ):
        # a database that is made of migrations has run them all
        known = ALL if request.migrations is not None and applied is None else applied
        waiting = pending(there, database, known, live=bool(source.url))
        if until is not None:
            left = [Path(each.name).name for each in waiting]
            if until not in left:
                raise UserError(f"{source.label} has run {until} already")
            waiting = waiting[: left.index(until)]
        if waiting:
            count = f"{len(waiting)} migration{'s' if len(waiting) > 1 else ''} of {there}"
            note(f"{source.label} has not run {count} yet: planned on top of them")
            database = stack.enter_context(after(database, waiting, declaration, sides, replace(options, hold=True)))
        yield Start(declaration, there, database, sides, options, say)
