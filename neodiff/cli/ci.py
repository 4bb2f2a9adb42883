"""neodiff ci: what a pull request is told. GitHub's action, GitLab's recipe and `neodiff init`'s workflow run this alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

import click

from neodiff.ci import judge
from neodiff.ci.comment import CommentError, put
from neodiff.ci.services import Service, service
from neodiff.cli import compared
from neodiff.cli.common import note, planning, progress
from neodiff.cli.start import rollout_of
from neodiff.declare.load import ROLLOUT
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_INPUT, EXIT_REFUSED
from neodiff.files import write_all
from neodiff.finding import Finding, Level, counts, in_order, invalid
from neodiff.lint import report
from neodiff.named import Source
from neodiff.options import Options
from neodiff.outcome import Plan
from neodiff.problems import DeclarationError
from neodiff.request import Begun, Request
from neodiff.sides import Sides


@dataclass(slots=True)
class Told:
    """All that there is to tell: findings, the files to keep, and the text of the comment."""

    findings: list[Finding] = field(default_factory=list)
    files: dict[str | Path, str] = field(default_factory=dict)
    text: str = ""
    status: int = EXIT_EQUAL


@click.command()
@click.argument("db", required=False)
@planning
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("neodiff-review"),
    show_default=True,
    help="Folder for both scripts, plan.json, review.md, review.html and code-quality.json.",
)
@click.option(
    "--level",
    type=click.Choice(get_args(Level)),
    default="warning",
    show_default=True,
    help="Exit status 1 where the linter finds something at or above this level.",
)
@click.option("--comment/--no-comment", default=True, help="Post the review as a comment, or change the one there is.")
def command(request: Request, out: Path, level: Level, comment: bool) -> int:
    """Check, diff and look for stale snapshots; annotate lines and keep one comment of the pull request up to date."""
    host = service(os.environ)
    try:
        told = _looked(request, level)
    except DeclarationError as error:
        told = Told(invalid(error.problems), text="# neodiff\n", status=EXIT_INPUT)
    told.files["code-quality.json"] = report.gitlab(told.findings)
    write_all(out, told.files)
    click.echo((report.github if host.name == "github" else report.text)(told.findings), nl=False)
    _tell(host, _text(told), comment=comment)
    return told.status


def _looked(request: Request, level: Level) -> Told:
    from neodiff import checking
    from neodiff.review import html

    begun = request.begun(note)
    declaration = begun.declaration
    with progress() as say, begun.scratch(say) as sides:
        checked = checking.on_scratch(declaration, sides).findings
    linted = [found for found in checked if counts(found.level, "info")]
    if (request.schema_dir / ROLLOUT).exists():
        rollout_of(declaration)
    with progress() as say, begun.scratch(say) as sides:
        plan = begun.planned(sides)
        judged = [*judge.of_plan(plan, declaration), *_stale(begun, plan, sides)]
    files: dict[str | Path, str] = {**compared.files(plan), "review.html": html.text(plan)}
    told = Told(in_order([*linted, *judged]), files, str(files["review.md"]))
    if any(found.level == "error" for found in judged):
        told.status = EXIT_REFUSED
    elif any(counts(found.level, level) for found in linted):
        told.status = EXIT_DIFFERENT
    return told


def _stale(begun: Begun, plan: Plan, sides: Sides) -> Iterator[Finding]:
    """Of every environment that has a committed snapshot; its scripts are what a plain `diff` of it gives."""
    declaration = begun.declaration
    for name, spec in (declaration.settings.get("environments") or {}).items():
        folder = declaration.directory / str(spec.get("snapshot", ""))
        if not spec.get("snapshot") or not (folder / "manifest.json").exists():
            continue
        kept = Source(name, folder=folder, environment=name, state=folder)
        plain = Options(environment=name)
        same = begun.source.folder == folder and begun.options == plain
        made = plan if same else replace(begun, source=kept, options=plain).planned(sides)
        yield from judge.of_snapshot(name, folder, compared.files(made))


def _text(told: Told) -> str:
    """The comment: what is wrong first."""
    from neodiff.review.markdown import code, prose

    found = [each for each in told.findings if counts(each.level, "warning")]
    lines = [
        f"- **{each.level}** {code(str(each.pos)) + ' ' if each.pos else ''}"
        f"{prose(': '.join(filter(None, (each.about, each.message))))} ({each.rule})"
        for each in found
    ]
    return "\n".join(["## To mend", "", *lines, "", told.text]) if lines else told.text


def _tell(host: Service, text: str, *, comment: bool) -> None:
    if host.summary:
        with open(host.summary, "a", encoding="utf-8") as file:
            file.write(text)
    if not comment:
        return
    if host.place is None:
        note(f"no comment: {host.why}")
        return
    try:
        note(f"comment {put(host.place, text)}")
    except CommentError as error:
        # a fork's token may not write: the review is in the files and the summary all the same
        note(f"no comment: {error}")
