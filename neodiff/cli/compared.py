"""What diff and review have in common: the plan for a database, its files, its exit status, and what people are told."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path

from neodiff import snapshot
from neodiff.answers import Answer, Answers, Seen
from neodiff.cli.asked import colour
from neodiff.cli.common import note, progress
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_REFUSED
from neodiff.files import write_all
from neodiff.outcome import Plan
from neodiff.request import Begun, Request
from neodiff.review import machine, rows, script, text
from neodiff.review.words import visible
from neodiff.source import Opened, opened


def answered(
    request: Request, known: Answers, out: Callable[[Plan], str], files: Callable[[Plan], Mapping[str | Path, str]]
) -> Answer:
    """The answer of a comparison that is made now, and kept where it is all that can be said again."""
    begun, database, plan = _compared(request)
    found = Answer(
        out(plan),
        list(told(plan)),
        {str(name): content for name, content in files(plan).items()},
        status(plan, proving=request.options.prove),
    )
    if not begun.data and _lasts(plan, found, request.scratch_url):
        try:
            known.keep(begun.source, _seen(plan, database), found)
        except OSError:
            return found  # a cache that cannot be written costs time alone
    return found


def planned(request: Request) -> Plan:
    """The plan, compared now."""
    return _compared(request)[2]


def _compared(request: Request) -> tuple[Begun, Opened, Plan]:
    begun = request.begun(note)
    source = begun.source
    with (
        progress() as say,
        begun.scratch(say) as sides,
        opened(source, sides, partial(begun.foreseen, sides)) as database,
    ):
        plan = begun.plan(database, sides)
    if source.url and source.state is not None and plan.empty and not plan.refused and not plan.rows.refused:
        _remember(plan, source.state)
    return begun, database, plan


def _lasts(plan: Plan, found: Answer, scratch_url: str | None) -> bool:
    """Is it decided by what answers are kept under? Not where it depends on variables that hold passwords, on a server that
    somebody else changes, or may be another at the next try."""
    if plan.empty:
        return found.status == EXIT_EQUAL
    taken = any(statement.credentials or statement.secrets for statement in (*plan.forward, *plan.reverse))
    return found.status in (EXIT_EQUAL, EXIT_DIFFERENT) and not taken and scratch_url is None


def _seen(plan: Plan, database: Opened) -> Seen:
    live = database.live
    return Seen(live.catalog) if plan.empty else Seen(live.catalog, live.statistics, sorted(plan.asked))


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
        return text.text(plan, colour=colour())
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
    for line in told(plan):
        note(line)


def told(plan: Plan) -> Iterator[str]:
    """What people are told on stderr, a line each."""
    yield from (visible(said) for said in plan.notes)
    yield from rows.told(plan)
    yield from _listed("kept, not declared", [str(fact_id) for fact_id in plan.kept], "all of them: --format json")
    yield from _listed("not modelled, left as they are", plan.unmodelled)


def _listed(what: str, names: Collection[str], where: str = "") -> Iterator[str]:
    if names:
        yield f"{what}: {len(names)}"
        yield from (f"  {name}" for name in list(names)[:50])
    if len(names) > 50 and where:
        yield f"  and {len(names) - 50} more ({where})"
