"""What diff and review have in common: the plan for a database, its files, its exit status, and what people are told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from neodiff import snapshot
from neodiff.cli.common import note, progress
from neodiff.equal import Equal, equal
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_REFUSED
from neodiff.files import write_all
from neodiff.outcome import Plan
from neodiff.request import Request
from neodiff.review import machine, rows, script, text
from neodiff.source import opened


def planned(request: Request) -> Plan:
    """The plan, from memory where nothing that it depends on has changed since it was found empty."""
    known = equal(request.schema_dir, (request.database, request.migrations, request.options, request.scratch_url))
    return known.again(request.database, request.schema_dir) or _compared(request, known)


def _compared(request: Request, known: Equal) -> Plan:
    begun = request.begun(note)
    source, settings = begun.source, begun.declaration.settings
    with progress() as say, begun.scratch(say) as sides, opened(source, sides) as database:
        plan = begun.plan(database, sides)
        equal_now = bool(source.url) and plan.empty and not plan.refused and not plan.rows.refused
        if equal_now and not begun.data and database.rows is not None:
            known.keep(source, settings, database.rows, plan)
    if equal_now and source.state is not None:
        _remember(plan, source.state)
    return plan


def files(plan: Plan) -> dict[str | Path, str]:
    from neodiff.review import markdown

    return {
        "forward.sql": script.forward(plan),
        "reverse.sql": script.reverse(plan),
        "plan.json": machine.text(plan),
        "review.md": markdown.text(plan),
    }


def shown(plan: Plan, form: str, *, reverse: bool = False) -> str:
    """The plan as stdout gets it; `reverse`: of SQL the way back."""
    if form == "text":
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        return text.text(plan, colour=colour)
    if form == "sql":
        return script.reverse(plan) if reverse else script.forward(plan)
    if form == "json":
        return machine.text(plan)
    if form == "markdown":
        from neodiff.review import markdown

        return markdown.text(plan)
    from neodiff.review import html

    return html.text(plan)


def status(plan: Plan, *, proving: bool) -> int:
    if plan.withheld or (proving and not plan.proven):
        return EXIT_REFUSED
    return EXIT_EQUAL if plan.empty else EXIT_DIFFERENT


def _remember(plan: Plan, folder: Path) -> None:
    """What was declared when the database was seen equal: a value that changes there later is somebody's choice."""
    if plan.rows.applied is None or not folder.is_dir():
        return
    path, text = folder / snapshot.APPLIED, plan.rows.applied.to_text()
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_all(folder, {snapshot.APPLIED: text})
        note(f"{os.path.relpath(path)}: the declared rows are kept as what was last applied")


def tell(plan: Plan) -> None:
    for line in rows.told(plan):
        note(line)
    if plan.kept:
        note(f"kept, not declared: {len(plan.kept)}")
        for fact_id in plan.kept[:50]:
            note(f"  {fact_id}")
        if len(plan.kept) > 50:
            note(f"  and {len(plan.kept) - 50} more (all of them: --format json)")
    if plan.unmodelled:
        note(f"not modelled, left as they are: {len(plan.unmodelled)}")
        for name in plan.unmodelled[:50]:
            note(f"  {name}")
