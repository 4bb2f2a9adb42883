"""The Plan for a terminal: what decides first, then + ~ - per object, then the SQL in labelled steps."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from typing import Final

from neodiff.outcome import Plan
from neodiff.review import impact, reach, risks, rows, script, steps
from neodiff.review.cells import Difference, Words, cut
from neodiff.review.tree import Attribute, Entry, counted_objects, objects
from neodiff.review.words import shown, visible, visible_sql, wrapped

_COLOURS: Final = {"+": "32", "~": "33", "-": "31", "!": "1;31", "bold": "1", "dim": "2"}
_WIDTH: Final = 79
_ONE_LINE: Final = 73
_REASONS: Final = 40
_ACCESS: Final = 60
# Rows of one table, and values of one row; a program reads them all.
_ROWS: Final = 10
_VALUES: Final = 40


def text(plan: Plan, *, colour: bool = False, sql: bool = True) -> str:
    paint = _Paint(colour)
    parts = [
        part(plan, paint) for part in (_head, _refused, _risks, _access, _impact, _application, _changes, _kept, _back)
    ]
    if sql:
        parts += [_sql(way, plan, paint) for way in (steps.forward(plan), steps.reverse(plan)) if way.run]
    blocks = ["\n".join(part) for part in parts]
    return "\n\n".join(block for block in blocks if block) + "\n"


def summary(plan: Plan) -> str:
    """The plan in one line."""
    said = [differences(plan) or "no difference"]
    if count := risks.refusals(plan):
        said.append(f"{count} refused")
    if count := len(risks.lost(plan)):
        said.append(f"{count} step{'s lose' if count > 1 else ' loses'} data")
    if plan.unset:
        said.append(f"{', '.join(plan.unset)} not set")
    if not plan.empty:
        said.append(script.verdict(plan))
    return f"{visible(plan.label)}: {'; '.join(said)}"


def differences(plan: Plan) -> str:
    """`12 tables to create; 88 rows to insert, 4 to update in 3 tables`; empty for none."""
    said = [*counted_objects(objects(plan)), rows.counted(plan.rows.forward)]
    return "; ".join(part for part in said if part)


def tree(plan: Plan, *, colour: bool = False) -> str:
    """The objects that differ, and in what, without any SQL."""
    return "\n".join(_changes(plan, _Paint(colour)))


def change_lines(attribute: Attribute) -> list[str]:
    """A unified diff of the lines of a long text, without its file names."""
    sides = (attribute.old, attribute.new)
    old, new = (side.strip("\n").split("\n") if isinstance(side, str) else [] for side in sides)
    lines = list(unified_diff(old, new, lineterm="", n=2))[2:]
    return [visible_sql(line) for line in lines]


class _Paint:
    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, name: str, text: str) -> str:
        return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m" if self.on and name in _COLOURS and text else text


def _head(plan: Plan, paint: _Paint) -> Iterator[str]:
    yield paint("!" if script.warnings(plan) else "bold", summary(plan))
    if plan.proof is not None and not plan.proof.holds:
        reasons = plan.proof.reasons()
        for reason in reasons[:_REASONS]:
            yield from (f"  {visible_sql(line)}" for line in reason.split("\n"))
        if len(reasons) > _REASONS:
            yield f"  and {len(reasons) - _REASONS} more (all of them: --format json)"
    if said := impact.head(plan):
        yield from (paint("bold", line) for line in wrapped(f"Impact: {said}", "", "  ", _WIDTH))


def _risks(plan: Plan, paint: _Paint) -> Iterator[str]:
    if there := risks.there(plan):
        yield paint("bold", "Risks:")
    for risk in there:
        yield from _risk(risk.name, risk.reason, "!" if risk.loses else "~", paint)


def _back(plan: Plan, paint: _Paint) -> Iterator[str]:
    if back := risks.folded(risks.of(plan.reverse)):
        yield paint("bold", "Risks of the way back:")
    for name, reason in back:
        yield from _risk(name, reason, "~", paint)


def _risk(name: str, reason: str, colour: str, paint: _Paint) -> Iterator[str]:
    first, *rest = wrapped(f"{name}: {reason}", "  ", "    ", _WIDTH)
    yield first.replace(name, paint(colour, name), 1)
    yield from rest


def _impact(plan: Plan, paint: _Paint) -> Iterator[str]:
    if impact.head(plan):
        yield paint("bold", "While it runs:")
        for line in impact.lines(plan, steps.forward(plan)):
            yield from wrapped(line, "  ", "    ", _WIDTH)
        yield paint("dim", f"  {impact.source(plan)}")


def _application(plan: Plan, paint: _Paint) -> Iterator[str]:
    if plan.application:
        yield paint("bold", "What applications must change:")
    for fact_id, said in plan.application.items():
        yield from wrapped(f"{visible(str(fact_id))}: {shown(said)}", "  ", "    ", _WIDTH)


def _refused(plan: Plan, paint: _Paint) -> Iterator[str]:
    names = dict.fromkeys(item.hazard.name for item in plan.refused)
    if plan.rows.refused:
        names[rows.HAZARD] = None
    if names:
        yield paint("bold", f"Refused, and left out of the plan; to have it all: --allow {','.join(names)}")
    for item in risks.refused(plan):
        yield f"  {paint(item.sign, item.sign)} {visible(str(item.id))}"
        yield from wrapped(f"{item.hazard.name}: {visible(item.hazard.reason)}", "      ", "      ", _WIDTH)
    words = Words(plan)
    for table in rows.tables(plan.rows.refused):
        yield from _table(table, words, paint)
        yield from wrapped(f"{rows.HAZARD}: {rows.REFUSED}", "      ", "      ", _WIDTH)


def _changes(plan: Plan, paint: _Paint) -> Iterator[str]:
    entries = objects(plan)
    if entries or plan.rows.forward:
        yield paint("bold", "Changes:")
    for entry in entries:
        yield from _entry(entry, entry.name, "  ", paint)
    words = Words(plan)
    for table in rows.tables(plan.rows.forward):
        yield from _table(table, words, paint)


def _access(plan: Plan, paint: _Paint) -> Iterator[str]:
    shifts = reach.shifts(plan)
    if shifts:
        yield paint("bold", "Who may see and do what afterwards:")
    for shift in shifts[:_ACCESS]:
        first, *rest = wrapped(shift.sentence, f"  {shift.sign} ", "      ", _WIDTH)
        yield first.replace(shift.sign, paint(shift.sign, shift.sign), 1)
        yield from rest
    if (more := len(shifts) - _ACCESS) > 0:
        yield paint("dim", f"  and {more} more (all of them: --format json)")


def _table(table: rows.Table, words: Words, paint: _Paint) -> Iterator[str]:
    yield f"  {paint(table.sign, table.sign)} {paint(table.sign, table.title)}: {table.said}"
    entries, more = table.first(words, _ROWS)
    for entry in entries:
        yield from _row(entry, words, paint)
    if more:
        yield paint("dim", f"      and {more} more (all of them: --format json)")


def _row(entry: rows.Entry, words: Words, paint: _Paint) -> Iterator[str]:
    name = entry.name(words)
    first, *rest = [name] if len(entry.rows) == 1 else wrapped(name, "        ", "          ", _WIDTH)
    contents = "" if entry.sign == "~" else words.contents(entry.rows[0])
    said = cut(first.strip() + (f": {contents}" if contents else ""), _WIDTH - 8)
    yield f"      {paint(entry.sign, entry.sign)} {said}"
    yield from rest
    for difference in entry.differences[:_VALUES]:
        yield _difference(difference, paint)
    if (more := len(entry.differences) - _VALUES) > 0:
        yield paint("dim", f"          and {more} more (all of them: --format json)")


def _difference(difference: Difference, paint: _Paint) -> str:
    name = cut(difference.name, _WIDTH // 2)
    sides = difference.sides(_WIDTH - 14 - len(name))
    return f"          {paint(difference.sign, difference.sign)} {name}: {sides}"


def _kept(plan: Plan, paint: _Paint) -> Iterator[str]:
    words, title = Words(plan), ""
    for (reason, table), items in rows.kept(plan).items():
        if reason != title:
            yield paint("bold", f"Kept, {visible(reason)}:")
            title = reason
        yield f"  rows of {visible(str(table))}: {len(items)} value{'s' if len(items) > 1 else ''}"
        for item in items[:_ROWS]:
            yield from wrapped(rows.kept_line(item, words), "      ", "        ", _WIDTH)
        if len(items) > _ROWS:
            yield paint("dim", f"      and {len(items) - _ROWS} more (all of them: --format json)")
    if plan.rows.notes:
        yield paint("bold", "To know of the rows:")
    for note in plan.rows.notes:
        yield from wrapped(visible(note), "  ", "    ", _WIDTH)


def _entry(entry: Entry, name: str, indent: str, paint: _Paint) -> Iterator[str]:
    head = f"{indent}{paint(entry.sign, entry.sign)} {paint(entry.sign, name)}"
    if entry.sign != "~":
        plain = len(indent) + 2 + len(name) + 2
        if not entry.contents:
            yield head
        elif plain + len(entry.contents) < _WIDTH:
            yield f"{head}: {paint('dim', entry.contents)}"
        else:
            yield f"{head}:"
            yield from (
                paint("dim", line) for line in wrapped(entry.contents, f"{indent}    ", f"{indent}    ", _WIDTH)
            )
        return
    yield head
    for attribute in entry.attributes:
        yield from _attribute(attribute, indent + "    ", paint)
    for part in entry.parts:
        yield from _entry(part, part.short, indent + "    ", paint)


def _attribute(attribute: Attribute, indent: str, paint: _Paint) -> Iterator[str]:
    if attribute.text:
        yield f"{indent}{attribute.name}:"
        for line in change_lines(attribute):
            yield f"{indent}  {paint(line[:1] if line[:1] in '+-' else 'dim', line)}"
        return
    old, new = attribute.sides()
    if len(indent) + len(attribute.name) + len(old) + len(new) <= _ONE_LINE:
        yield f"{indent}{attribute.name}: {old} -> {new}"
    else:
        yield f"{indent}{attribute.name}:"
        yield f"{indent}  {paint('-', '- ' + old)}"
        yield f"{indent}  {paint('+', '+ ' + new)}"


def _sql(way: steps.Way, plan: Plan, paint: _Paint) -> Iterator[str]:
    count = way.count
    yield paint("bold", f"SQL {way.name}, {count} step{'s' if count != 1 else ''}:")
    yield ""
    for block in script.body(way, plan.tables):
        for line in visible_sql(block).split("\n"):
            yield paint("dim", line) if line.startswith("--") else line
