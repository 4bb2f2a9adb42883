"""A question that diff or review is asked: answered from memory where nothing that the answer depends on has changed.

Imports what compares only where that has to be done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neodiff.address import bare
from neodiff.answers import Answer, answers
from neodiff.cli.common import note
from neodiff.request import Request

if TYPE_CHECKING:
    from neodiff.outcome import Plan


def answer(
    request: Request,
    form: Sequence[object],
    out: Callable[[Plan], str],
    files: Callable[[Plan], Mapping[str | Path, str]],
) -> Answer:
    """What `out` and `files` show of the plan; `form`: all that these two depend on beside it."""
    proven_on = request.scratch_url and bare(request.scratch_url)
    asked = (request.migrations, request.options, proven_on, colour(), *form)
    known = answers(request.database, request.schema_dir, asked)
    found = known.again()
    if found is not None:
        return found
    from neodiff.cli.compared import answered

    return answered(request, known, out, files)


def give(found: Answer, folder: Path | None) -> int:
    """The exit status; `folder`: where its files go."""
    if folder is not None and found.files:
        from neodiff.files import write_all

        write_all(folder, {Path(name): content for name, content in found.files.items()})
    click.echo(found.out, nl=False)
    for line in found.told:
        note(line)
    return found.status


def colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
