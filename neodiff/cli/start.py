"""What generate and rollout begin with: the declaration, and the database with the migrations that it has yet to run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from neodiff.cli.common import note, progress
from neodiff.declare.declaration import Declaration
from neodiff.declare.load import ROLLOUT
from neodiff.errors import UserError
from neodiff.generate import manifest
from neodiff.generate.folder import place
from neodiff.generate.manifest import Manifest
from neodiff.generate.pending import ALL, pending
from neodiff.generate.state import after
from neodiff.migrations.folder import Migration
from neodiff.options import Options
from neodiff.request import Request
from neodiff.rollout import check, document
from neodiff.rollout.document import Rollout
from neodiff.sides import Sides
from neodiff.source import Opened, opened


@dataclass(frozen=True, slots=True)
class Start:
    """`database`: with what is pending in `folder` on top, but for what is to be `replaced`; `say`: to people, while they
    wait."""

    declaration: Declaration
    folder: Path
    database: Opened
    sides: Sides
    options: Options
    say: Callable[[str], None]
    replaced: Sequence[Manifest] = ()

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
def started(
    request: Request,
    folder: Path | None,
    applied: str | None,
    until: str | None = None,
    replaced: Callable[[list[Manifest], str], list[Manifest]] | None = None,
) -> Iterator[Start]:
    """`until`: only what comes before this file of the folder is run on the database first; replaced: which of the proven
    migrations that it has not run are left out, by where it starts from. Raises UserError where one has been run already."""
    begun = request.begun(note)
    declaration, source, options = begun.declaration, begun.source, begun.options
    there = place(request.schema_dir, declaration.platform, folder)
    with (
        progress() as say,
        begun.scratch(say) as sides,
        opened(source, sides, held=True) as database,
        ExitStack() as stack,
    ):
        # a database that is made of migrations has run them all
        known = ALL if request.migrations is not None and applied is None else applied
        waiting = pending(there, database, known, live=bool(source.url), branched=replaced is not None)
        if until is not None:
            left = [Path(each.name).name for each in waiting]
            if until not in left:
                raise UserError(f"{source.label} has run {until} already")
            waiting = waiting[: left.index(until)]
        gone: list[Manifest] = []
        if replaced is not None:
            waiting, gone = _without(
                waiting, manifest.read(there), replaced, database.clone.facts.inside().fingerprint()
            )
        if waiting:
            count = f"{len(waiting)} migration{'s' if len(waiting) > 1 else ''} of {there}"
            note(f"{source.label} has not run {count} yet: planned on top of them")
            database = stack.enter_context(after(database, waiting, declaration, sides, replace(options, hold=True)))
        yield Start(declaration, there, database, sides, options, say, gone)


def _without(
    waiting: list[Migration],
    known: list[Manifest],
    replaced: Callable[[list[Manifest], str], list[Manifest]],
    start: str,
) -> tuple[list[Migration], list[Manifest]]:
    """What still waits, and what is replaced. Raises UserError where nobody has proven one of them."""
    left = {Path(each.name).name for each in waiting}
    mine = [each for each in known if {file.name for file in each.forward} <= left]
    proven = {file.name for each in mine for file in each.forward}
    if unproven := sorted(left - proven):
        raise UserError(f"{unproven[0]}: nobody has proven it: `neodiff prove` it first")
    gone = replaced(mine, start)
    files = {file.name for each in gone for file in each.forward}
    return [each for each in waiting if Path(each.name).name not in files], gone
