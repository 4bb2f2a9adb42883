"""The Plan as one HTML page that needs nothing else: no script, no font, no request. A database's words are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Final

from neodiff.outcome import Plan
from neodiff.prove import Verdict
from neodiff.review import highlight, impact, risks, script, steps
from neodiff.review import text as plain
from neodiff.review.cells import Words, cut, fitted
from neodiff.review.rows import HAZARD, REFUSED, Table, counted, kept, kept_line, tables
from neodiff.review.rows import Entry as RowEntry
from neodiff.review.tree import Attribute, Entry, counted_number, counts, objects
from neodiff.review.words import each, visible, visible_sql

_STYLE: Final = Path(__file__).with_name("page.css")
_WORDS: Final = {"+": "create", "~": "change", "-": "drop"}
_CLASSES: Final = {"+": "add", "~": "change", "-": "drop"}
_ROWS: Final = 200
_VALUE: Final = 400
_MORE: Final = '<div class="leaf dim">and {} more (all of them: plan.json)</div>'


def text(plan: Plan) -> str:
    parts = (_head, _cards, _proof, _risks, _impact, _refused, _changes, _access, _rows, _kept, _left, _scripts)
    return "\n".join([*(line for part in parts for line in part(plan)), "</main>", "</body>", "</html>", ""])


def _t(said: str) -> str:
    return escape(visible(said))


def _head(plan: Plan) -> Iterator[str]:
    title = f"Migration of {_t(plan.label)}"
    yield from ("<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
    yield from ('<meta name="color-scheme" content="light dark">', f"<title>{title}</title>")
    yield from ("<style>", _STYLE.read_text(encoding="utf-8").rstrip(), "</style>", "</head>", "<body>", "<main>")
    yield f"<h1>{title}</h1>"
    for warning in script.warnings(plan):
        yield f'<p class="banner bad">{_t(warning)}</p>'
    if plan.proven:
        yield f'<p class="banner good">{_t(script.verdict(plan))}</p>'


def _cards(plan: Plan) -> Iterator[str]:
    by_sign = counts(objects(plan))
    yield '<section class="cards">'
    for sign, word in _WORDS.items():
        total = by_sign[sign].total()
        yield _card(total, f"to {word}", ", ".join(counted_number(by_sign[sign])), _CLASSES[sign] if total else "none")
    if plan.rows.forward:
        count = len(plan.rows.forward)
        yield _card(count, f"row{'s' if count > 1 else ''} to write", counted(plan.rows.forward), "change")
    lost, refused = len(risks.lost(plan)), risks.refusals(plan)
    yield _card(lost, "steps lose data" if lost != 1 else "step loses data", "for good", "drop" if lost else "none")
    yield _card(refused, "refused", "left out of the plan", "drop" if refused else "none")
    yield _card(steps.forward(plan).count, "steps forward", f"{steps.reverse(plan).count} steps back", "plain")
    yield "</section>"


def _card(number: int, word: str, detail: str, name: str) -> str:
    return f'<div class="card {name}"><b>{number}</b> <span>{word}</span><small>{_t(detail)}</small></div>'


def _proof(plan: Plan) -> Iterator[str]:
    if plan.proof is None:
        return
    ways = (plan.proof.forward, plan.proof.reverse)
    judges = dict.fromkeys(verdict.judge for verdicts in ways for verdict in verdicts)
    yield "<h2>Proof</h2>"
    yield f"<p>On PostgreSQL {_t(plan.proof.ran_on)}; the live database is {_t(plan.live_version)}.</p>"
    cells = [[_t(judge), *(_verdict(judge, verdicts) for verdicts in ways)] for judge in judges]
    yield from _table(("judge", "forward", "reverse"), cells) if cells else ()
    if reasons := plan.proof.reasons():
        yield _pre(visible_sql("\n".join(reasons)))


def _verdict(judge: str, verdicts: Iterable[Verdict]) -> str:
    for verdict in verdicts:
        if verdict.judge == judge:
            if verdict.abstained:
                return f'<span class="warn">abstained</span>: {_t(verdict.abstained)}'
            count = len(verdict.differences)
            said = "agrees" if verdict.agrees else f"{count} difference{'s' if count > 1 else ''}"
            return f'<span class="{"good" if verdict.agrees else "bad"}">{said}</span>'
    return '<span class="dim">not asked</span>'


def _pre(said: str) -> str:
    return f"<pre>{escape(said)}</pre>" if said else ""


def _risks(plan: Plan) -> Iterator[str]:
    rows = []
    for risk in risks.there(plan):
        name = f'<b class="{"bad" if risk.loses else "warn"}">{_t(risk.name)}</b>'
        rows.append(["forward", name, f"<code>{_t(risk.object)}</code>", _t(risk.reason)])
    for hazard, reason in risks.folded(risks.of(plan.reverse)):
        rows.append(["reverse", f'<b class="warn">{_t(hazard)}</b>', "", _t(reason)])
    if rows:
        yield "<h2>Risks</h2>"
        yield from _table(("way", "hazard", "object", "consequence"), rows)


def _impact(plan: Plan) -> Iterator[str]:
    if plan.risk is None or not plan.forward:
        return
    kind = {"low": "good", "medium": "warn", "high": "bad"}[plan.risk.level]
    yield f'<h2>Impact</h2>\n<p><b class="{kind}">{_t(impact.head(plan))}</b></p><ul>'
    yield from (f"<li>{_t(line)}</li>" for line in impact.lines(plan, steps.forward(plan)))
    yield f'</ul><p class="dim">{_t(impact.source(plan))}</p>'
    for way in (steps.forward(plan), steps.reverse(plan)):
        cells = [
            [str(row.number), *(_t(cell) for cell in (row.title, row.locks, row.work, row.reversible, row.notes))]
            for row in impact.rows(plan, way)
        ]
        if cells:
            yield f"<details><summary>Impact of <code>{way.name}.sql</code>, step by step</summary>"
            yield from _table(("step", "", "locks that others wait for", "work", "comes back", "beware"), cells)
            yield "</details>"


def _refused(plan: Plan) -> Iterator[str]:
    rows = []
    for item in risks.refused(plan):
        sql = "".join(f"<pre>{highlight.sql(line + ';')}</pre>" for line in risks.refused_sql(plan, item))
        name = f"<code>{_t(str(item.id))}</code>{sql}"
        rows.append([_sign(item.sign), name, _t(item.hazard.reason), f"<code>--allow {_t(item.hazard.name)}</code>"])
    words = Words(plan)
    for table in tables(plan.rows.refused):
        rows.append(["", "".join(_table_of_rows(table, words)), REFUSED, f"<code>--allow {HAZARD}</code>"])
    if rows:
        yield "<h2>Refused, and left out</h2>"
        yield from _table(("", "object", "consequence", "allow it with"), rows)


def _changes(plan: Plan) -> Iterator[str]:
    entries = objects(plan)
    if entries:
        yield '<h2>Changes</h2>\n<div class="tree">'
        for entry in entries:
            yield from _entry(entry, entry.name)
        yield "</div>"


def _entry(entry: Entry, name: str) -> Iterator[str]:
    contents = f' <span class="dim">{_t(entry.contents)}</span>' if entry.contents else ""
    line = f"{_sign(entry.sign)} <code>{_t(name)}</code>{contents}"
    if entry.sign != "~":
        yield f'<div class="leaf">{line}</div>'
        return
    yield f"<details open><summary>{line}</summary>"
    for attribute in entry.attributes:
        yield _attribute(attribute)
    for part in entry.parts:
        yield from _entry(part, part.short)
    yield "</details>"


def _attribute(attribute: Attribute) -> str:
    name = f'<span class="name">{_t(attribute.name)}</span>'
    if not attribute.text:
        old, new = attribute.sides()
        return f'<div class="attr">{name} <del>{escape(old)}</del> → <ins>{escape(new)}</ins></div>'
    tags = {"+": "ins", "-": "del", "@": "i"}
    lines = [(tags.get(line[:1], "span"), escape(line)) for line in plain.change_lines(attribute)]
    shown = "\n".join(f"<{tag}>{line}</{tag}>" for tag, line in lines)
    return f'<div class="attr">{name}<pre>{shown}</pre></div>'


def _access(plan: Plan) -> Iterator[str]:
    rows = []
    for change in plan.access:
        sides = (str(side) if side is not None else "nothing" for side in (change.old, change.new))
        where = f"<code>{_t(change.relation.path)}</code>"
        rows.append([f"<code>{_t(change.role)}</code>", where, ", ".join(change.commands), *map(_t, sides)])
    if rows:
        yield "<h2>Who may do what</h2>"
        yield from _table(("role", "table", "commands", "before", "after"), rows)


def _rows(plan: Plan) -> Iterator[str]:
    words = Words(plan)
    if plan.rows.forward:
        yield '<h2>Rows</h2>\n<div class="tree">'
        for table in tables(plan.rows.forward):
            yield from _table_of_rows(table, words, opened=len(table.changes) <= _ROWS)
        yield "</div>"


def _table_of_rows(table: Table, words: Words, *, opened: bool = False) -> Iterator[str]:
    name = f'{_sign(table.sign)} <code>{_t(table.title)}</code> <span class="dim">{table.said}</span>'
    yield f"<details{' open' if opened else ''}><summary>{name}</summary>"
    entries, more = table.first(words, _ROWS)
    for entry in entries:
        yield from _row(entry, words)
    yield from [_MORE.format(more)] if more else []
    yield "</details>"


def _row(entry: RowEntry, words: Words) -> Iterator[str]:
    line = f"{_sign(entry.sign)} <code>{escape(entry.name(words))}</code>"
    if entry.sign != "~":
        yield f'<div class="leaf">{line} <span class="dim">{escape(cut(words.contents(entry.rows[0]), _VALUE))}</span></div>'
        return
    yield f"<details open><summary>{line}</summary>"
    for difference in entry.differences[:_ROWS]:
        old, new = (escape(side) for side in fitted(difference.old, difference.new, _VALUE))
        sides = [f"<del>{old}</del>"] * (difference.sign != "+") + [f"<ins>{new}</ins>"] * (difference.sign != "-")
        yield f'<div class="attr"><span class="name">{escape(difference.name)}</span> {" → ".join(sides)}</div>'
    yield from [_MORE.format(more)] if (more := len(entry.differences) - _ROWS) > 0 else []
    yield "</details>"


def _kept(plan: Plan) -> Iterator[str]:
    words = Words(plan)
    for (reason, table), items in kept(plan).items():
        lines = "".join(f"<li><code>{escape(kept_line(item, words))}</code></li>" for item in items[:_ROWS])
        lines += f"<li>and {len(items) - _ROWS} more (all of them: plan.json)</li>" if len(items) > _ROWS else ""
        title = f"Kept, {_t(reason)}: {len(items)} in <code>{_t(table.path)}</code>"
        yield f"<details open><summary>{title}</summary><ul>{lines}</ul></details>"
    for note in plan.rows.notes:
        yield f'<p class="dim">{_t(note)}</p>'


def _left(plan: Plan) -> Iterator[str]:
    for title, names in (
        ("Kept: in the database, not declared", each(plan.kept)),
        ("Left as they are: of kinds that are not modelled", each(plan.unmodelled)),
    ):
        if names:
            items = "".join(f"<li><code>{escape(name)}</code></li>" for name in names)
            yield f"<details><summary>{title}: {len(names)}</summary><ul>{items}</ul></details>"


def _scripts(plan: Plan) -> Iterator[str]:
    yield "<h2>Scripts</h2>"
    for name, content in (("forward.sql", script.forward(plan)), ("reverse.sql", script.reverse(plan))):
        yield f"<details><summary><code>{name}</code></summary><pre>{highlight.sql(content)}</pre></details>"


def _sign(sign: str) -> str:
    return f'<span class="sign {_CLASSES[sign]}" title="{_WORDS[sign]}">{sign}</span>'


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """`rows` are HTML already."""
    cells = "".join(f"<th>{_t(cell)}</th>" for cell in head)
    yield f'<div class="wide"><table><thead><tr>{cells}</tr></thead><tbody>'
    for row in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    yield "</tbody></table></div>"
