"""The Plan as review.md, for a pull request: what decides first, then what changes, then the way back and both scripts.

Names and SQL come from databases: code goes in fences longer than any inside it, the rest is escaped, for HTML too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from neodiff.outcome import Plan
from neodiff.review import impact, reach, risks, script, steps
from neodiff.review import text as plain
from neodiff.review.cells import Words, cut
from neodiff.review.picture import FEW, mermaid, picture
from neodiff.review.rows import HAZARD, REFUSED, Table, kept, kept_line, tables
from neodiff.review.rows import Entry as RowEntry
from neodiff.review.tree import Attribute, Entry, objects
from neodiff.review.words import each, first, shown, visible, visible_sql

_SPECIAL: Final = re.compile(r"([\\`*_\[\]#|~])")
# A comment on a pull request has room for some 60,000 characters.
_ROWS: Final = 40
_LINE: Final = 160
_SCRIPT: Final = 10_000
_MORE: Final = "and {} more (all of them: plan.json)"


def text(plan: Plan) -> str:
    decides = [_head(plan), _refused(plan), _risks(plan), _access(plan), _impact(plan), _application(plan)]
    tells = [_changes(plan), _rows(plan), _kept(plan), _left(plan), _back(plan), _scripts(plan)]
    return "\n".join(line for part in (*decides, *tells) for line in part)


def prose(said: str) -> str:
    """Any text as plain words: no markup, no HTML, nobody mentioned."""
    return _SPECIAL.sub(r"\\\1", html.escape(visible(said), quote=False)).replace("@", "@<!-- -->")


def code(said: str, *, cell: bool = False) -> str:
    """Any text as a code span; in a cell of a table a bar is escaped even there."""
    said = visible(said)
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", said)), default=0))
    pad = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{ticks}{pad}{said.replace('|', chr(92) + '|') if cell else said}{pad}{ticks}"


def fence(lines: Iterable[str], language: str) -> list[str]:
    body = [visible_sql(line) for line in lines]
    ticks = "`" * max(3, 1 + max((len(run) for line in body for run in re.findall(r"`+", line)), default=0))
    return [ticks + language, *body, ticks]


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _head(plan: Plan) -> Iterator[str]:
    yield f"# Migration of {code(plan.label)}"
    yield ""
    for warning in script.warnings(plan):
        yield from ("> [!CAUTION]", f"> {prose(warning)}", "")
    yield prose(plain.differences(plan) or "No difference") + "."
    if lost := risks.lost(plan):
        yield f"**{len(lost)} step{'s lose' if len(lost) > 1 else ' loses'} data that the way back cannot restore.**"
    if plan.proven and not plan.empty:
        yield prose(_upper(script.verdict(plan))) + "."
    if said := impact.head(plan):
        yield f"**{prose(_upper(said))}.**"
    if plan.proof is not None and (reasons := plan.proof.reasons()):
        yield from ("", *_details(f"Why it is not proven: {len(reasons)}", fence(reasons, "text")))
    yield ""


def _risks(plan: Plan) -> Iterator[str]:
    if not (there := risks.there(plan)):
        return
    yield from ("## Risks", "", "| hazard | object | consequence |", "|---|---|---|")
    for risk in there:
        name = f"**{risk.name}**" if risk.loses else risk.name
        yield f"| {name} | {code(risk.object, cell=True)} | {prose(risk.reason)} |"
    yield ""


def _back(plan: Plan) -> Iterator[str]:
    back = [f"| {hazard} | {prose(reason)} |" for hazard, reason in risks.folded(risks.of(plan.reverse))]
    if not back and not impact.rows(plan, steps.reverse(plan)):
        return
    yield from ("", "## The way back", "")
    if back:
        heads = ("| hazard | consequence |", "|---|---|")
        yield from _details(f"Risks of the way back: {len(back)}", [*heads, *back])
    if impact.head(plan):
        yield from _by_step(plan, steps.reverse(plan))


def _impact(plan: Plan) -> Iterator[str]:
    if not impact.head(plan):
        return
    way = steps.forward(plan)
    yield from ("## While it runs", "", *(f"- {prose(line)}" for line in impact.lines(plan, way)))
    yield from ("", f"{_upper(prose(impact.source(plan)))}.", "")
    yield from _by_step(plan, way)


def _application(plan: Plan) -> Iterator[str]:
    if plan.application:
        yield from ("## What applications must change", "")
        yield from (f"- {code(str(fact_id))}: {prose(shown(said))}" for fact_id, said in plan.application.items())
        yield ""


def _by_step(plan: Plan, way: steps.Way) -> Iterator[str]:
    table = [f"| {row.number} | {' | '.join(prose(cell) for cell in _cells(row))} |" for row in impact.rows(plan, way)]
    if table:
        heads = ("| step | | locks that others wait for | work | comes back | beware |", "|---|---|---|---|---|---|")
        yield from _details(f"Impact of {way.name}.sql, step by step", [*heads, *table])


def _cells(row: impact.Row) -> tuple[str, ...]:
    return (row.title, row.locks, row.work, row.reversible, row.notes)


def _refused(plan: Plan) -> Iterator[str]:
    if not risks.refusals(plan):
        return
    yield from ("## Refused, and left out", "", "| | object | consequence | allow it with |", "|---|---|---|---|")
    for item in risks.refused(plan):
        allow = code(f"--allow {item.hazard.name}")
        yield f"| {code(item.sign)} | {code(str(item.id), cell=True)} | {prose(item.hazard.reason)} | {allow} |"
    refused = tables(plan.rows.refused)
    for table in refused:
        name, allow = code(f"{table.title}: {table.said}", cell=True), code(f"--allow {HAZARD}")
        yield f"| {code(table.sign)} | {name} | {prose(REFUSED)} | {allow} |"
    yield ""
    words = Words(plan)
    for table in refused:
        yield from _table(table, words, "Refused: ")


def _changes(plan: Plan) -> Iterator[str]:
    entries = objects(plan)
    if entries:
        yield from ("## Changes", "")
    if found := picture(plan, FEW):
        said = " ".join([found.legend, *(f"{note}." for note in found.notes)])
        yield from _details("Picture of the tables", [prose(said), "", *fence(mermaid(found), "mermaid")])
    for entry in entries:
        if entry.sign != "~":
            contents = f": {prose(entry.contents)}" if entry.contents else ""
            yield f"- {code(f'{entry.sign} {entry.name}')}{contents}"
        else:
            yield ""
            yield from _details(f"<code>~ {html.escape(entry.name)}</code>", fence(_entry(entry, ""), "diff"))


def _entry(entry: Entry, indent: str) -> Iterator[str]:
    for attribute in entry.attributes:
        yield from _attribute(attribute, indent)
    for part in entry.parts:
        contents = f": {part.contents}" if part.contents else ""
        yield f"{part.sign if part.sign != '~' else '!'} {indent}{part.short}{contents}"
        yield from _entry(part, indent + "    ") if part.sign == "~" else ()


def _attribute(attribute: Attribute, indent: str) -> Iterator[str]:
    if attribute.text:
        yield f"! {indent}{attribute.name}"
        yield from plain.change_lines(attribute)
    else:
        old, new = attribute.sides()
        yield from (f"! {indent}{attribute.name}", f"- {indent}    {old}", f"+ {indent}    {new}")


def _access(plan: Plan) -> Iterator[str]:
    if not plan.access:
        return
    yield from (
        "## Who may see and do what",
        "",
        "| | role | commands | where | before | after |",
        "|---|---|---|---|---|---|",
    )
    for shift in reach.shifts(plan):
        places = ", ".join(code(place, cell=True) for place in shift.places)
        where = f"{shift.count}: {places}" if shift.count else places
        role = f"{code(shift.sign)} | {code(shift.role, cell=True)}"
        yield f"| {role} | {shift.commands} | {where} | {' | '.join(prose(side) for side in shift.sides)} |"
    yield ""


def _rows(plan: Plan) -> Iterator[str]:
    words = Words(plan)
    if plan.rows.forward:
        yield from ("", "## Rows", "")
    for table in tables(plan.rows.forward):
        yield from _table(table, words)


def _table(table: Table, words: Words, prefix: str = "") -> Iterator[str]:
    entries, more = table.first(words, _ROWS)
    lines = [cut(line, _LINE) for entry in entries for line in _row(entry, words)]
    lines += [_MORE.format(more)] if more else []
    title = f"{prefix}<code>{table.sign} {html.escape(table.title)}</code>: {table.said}"
    yield from _details(title, fence(lines, "diff"))


def _row(entry: RowEntry, words: Words) -> Iterator[str]:
    contents = "" if entry.sign == "~" else words.contents(entry.rows[0])
    yield f"{_diff(entry.sign)} {entry.name(words)}{': ' + contents if contents else ''}"
    for difference in entry.differences[:_ROWS]:
        name = cut(difference.name, _LINE // 2)
        sides = difference.sides(_LINE - 10 - len(name))
        yield f"{_diff(difference.sign)}     {name}: {sides}"
    if (more := len(entry.differences) - _ROWS) > 0:
        yield f"      {_MORE.format(more)}"


def _diff(sign: str) -> str:
    """A fence of language diff colours what starts with an exclamation mark, not with a tilde."""
    return "!" if sign == "~" else sign


def _kept(plan: Plan) -> Iterator[str]:
    words = Words(plan)
    for (reason, table), items in kept(plan).items():
        lines = [f"- {code(kept_line(item, words))}" for item in items[:_ROWS]]
        lines += [f"- {_MORE.format(len(items) - _ROWS)}"] if len(items) > _ROWS else []
        why = html.escape(visible(reason)).replace("@", "@<!-- -->")
        title = f"Kept, {why}: {len(items)} in <code>{html.escape(visible(table.path))}</code>"
        yield from _details(title, lines)
    for note in plan.rows.notes:
        yield from (f"> {prose(note)}", "")


def _left(plan: Plan) -> Iterator[str]:
    for title, names in (
        ("Kept: in the database, not declared", each(plan.kept)),
        ("Left as they are: of kinds that are not modelled", each(plan.unmodelled)),
    ):
        if names:
            yield from _details(f"{title}: {len(names)}", [f"- {code(name)}" for name in names])


def _scripts(plan: Plan) -> Iterator[str]:
    yield from ("", "## Scripts", "")
    for name, content in (("forward.sql", script.forward(plan)), ("reverse.sql", script.reverse(plan))):
        lines, more = first(content, _SCRIPT)
        yield from _details(name, [*fence(lines, "sql"), *(["", more] if more else [])])


def _details(title: str, lines: Sequence[str]) -> Iterator[str]:
    """A part that opens on a click; Markdown inside it needs the empty lines."""
    yield from ("<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>", "")
