"""The Plan as one HTML page that needs nothing else: no script, no font, no request. A database's words are escaped.

What decides comes first: the verdict, what is refused and lost, who may see what. Then what changes; the way back is last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from neodiff.outcome import Plan
from neodiff.prove import Verdict
from neodiff.review import highlight, impact, reach, risks, script, steps, svg
from neodiff.review.cells import Words
from neodiff.review.html_tree import CLASSES, ROWS, WORDS, object_entry, rows_of_table, sign, t
from neodiff.review.picture import MOST, picture
from neodiff.review.rows import HAZARD, REFUSED, counted, kept, kept_line, tables
from neodiff.review.steps import Way
from neodiff.review.tree import counted_number, counts, objects
from neodiff.review.words import each, first, shown, visible_sql

_STYLE: Final = Path(__file__).with_name("page.css")
_SCRIPT: Final = 20_000
_LEVELS: Final = {"low": "good", "medium": "warn", "high": "bad"}
_Section = tuple[str, str, list[str]]


def text(plan: Plan) -> str:
    parts = (
        ("Refused, and left out", "refused", _refused),
        ("Risks", "risks", _risks),
        ("Who may see and do what", "access", _access),
        ("While it runs", "impact", _impact),
        ("What applications must change", "application", _application),
        ("Changes", "changes", _changes),
        ("Rows", "rows", _rows),
        ("Kept and left as it is", "kept", _kept),
        ("The way back", "back", _back),
        ("Proof", "proof", _proof),
        ("Scripts", "scripts", _scripts),
    )
    sections = [(title, name, lines) for title, name, part in parts if (lines := list(part(plan)))]
    lines = [*_head(plan), *_nav(sections), '<main id="main" tabindex="-1">', *_cards(plan)]
    for title, name, inside in sections:
        lines += [f'<section id="{name}" aria-labelledby="{name}-title">', f'<h2 id="{name}-title">{title}</h2>']
        lines += [*inside, "</section>"]
    return "\n".join([*lines, "</main>", "</body>", "</html>", ""])


def _head(plan: Plan) -> Iterator[str]:
    title = f"Migration of {t(plan.label)}"
    yield from ("<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
    yield from ('<meta name="color-scheme" content="light dark">', f"<title>{title}</title>")
    yield from ("<style>", _STYLE.read_text(encoding="utf-8").rstrip(), "</style>", "</head>", "<body>")
    yield from ('<a class="skip" href="#main">Skip to the review</a>', "<header>", f"<h1>{title}</h1>")
    for warning in script.warnings(plan):
        yield f'<p class="banner bad">{t(warning)}</p>'
    if plan.proven:
        yield f'<p class="banner good">{t(script.verdict(plan))}</p>'
    if plan.risk is not None and (said := impact.head(plan)):
        yield f'<p class="risk"><b class="{_LEVELS[plan.risk.level]}">{t(said)}</b></p>'
    if plan.proof is not None and (reasons := plan.proof.reasons()):
        yield f'<pre tabindex="0">{escape(visible_sql(chr(10).join(reasons)))}</pre>'
    yield "</header>"


def _nav(sections: Sequence[_Section]) -> Iterator[str]:
    links = "".join(f'<li><a href="#{name}">{title}</a></li>' for title, name, _ in sections)
    yield f'<nav aria-label="On this page"><ul>{links}</ul></nav>'


def _cards(plan: Plan) -> Iterator[str]:
    by_sign = counts(objects(plan))
    yield '<div class="cards">'
    for of, word in WORDS.items():
        total = by_sign[of].total()
        yield _card(total, f"to {word}", ", ".join(counted_number(by_sign[of])), CLASSES[of] if total else "none")
    if plan.rows.forward:
        count = len(plan.rows.forward)
        yield _card(count, f"row{'s' if count > 1 else ''} to write", counted(plan.rows.forward), "change")
    lost, refused = len(risks.lost(plan)), risks.refusals(plan)
    yield _card(lost, "steps lose data" if lost != 1 else "step loses data", "for good", "drop" if lost else "none")
    yield _card(refused, "refused", "left out of the plan", "drop" if refused else "none")
    yield _card(steps.forward(plan).count, "steps forward", f"{steps.reverse(plan).count} steps back", "plain")
    yield "</div>"


def _card(number: int, word: str, detail: str, name: str) -> str:
    return f'<div class="card {name}"><b>{number}</b> <span>{word}</span><small>{t(detail)}</small></div>'


def _risks(plan: Plan) -> Iterator[str]:
    rows = []
    for risk in risks.there(plan):
        name = f'<b class="{"bad" if risk.loses else "warn"}">{t(risk.name)}</b>'
        rows.append([name, f"<code>{t(risk.object)}</code>", t(risk.reason)])
    if rows:
        yield from _table("Risks", ("hazard", "object", "consequence"), rows)


def _access(plan: Plan) -> Iterator[str]:
    rows = []
    for shift in reach.shifts(plan):
        places = "".join(f"<li><code>{escape(place)}</code></li>" for place in shift.places)
        where = f"<details><summary>{escape(shift.count)}</summary><ul>{places}</ul></details>"
        where = where if shift.count else f"<code>{escape(shift.places[0])}</code>"
        role = f"{sign(shift.sign)} <code>{escape(shift.role)}</code>"
        rows.append([role, shift.commands, where, *map(escape, shift.sides)])
    if rows:
        yield from _table("Who may see and do what", ("role", "commands", "where", "before", "after"), rows)


def _impact(plan: Plan) -> Iterator[str]:
    if not impact.head(plan):
        return
    way = steps.forward(plan)
    if lines := [f"<li>{t(line)}</li>" for line in impact.lines(plan, way)]:
        yield from ("<ul>", *lines, "</ul>")
    yield f'<p class="dim">{t(impact.source(plan))}</p>'
    yield from _by_step(plan, way)


def _application(plan: Plan) -> Iterator[str]:
    rows = [[f"<code>{t(str(fact_id))}</code>", t(shown(said))] for fact_id, said in plan.application.items()]
    if rows:
        yield from _table("What applications must change", ("object", "change"), rows)


def _by_step(plan: Plan, way: Way) -> Iterator[str]:
    cells = [
        [str(row.number), *(t(cell) for cell in (row.title, row.locks, row.work, row.reversible, row.notes))]
        for row in impact.rows(plan, way)
    ]
    if cells:
        title = f"Impact of {way.name}.sql, step by step"
        yield f"<details><summary>{title}</summary>"
        yield from _table(title, ("step", "what", "locks that others wait for", "work", "comes back", "beware"), cells)
        yield "</details>"


def _refused(plan: Plan) -> Iterator[str]:
    rows = []
    for item in risks.refused(plan):
        sql = "".join(f'<pre tabindex="0">{highlight.sql(line + ";")}</pre>' for line in risks.refused_sql(plan, item))
        name = f"<code>{t(str(item.id))}</code>{sql}"
        rows.append([sign(item.sign), name, t(item.hazard.reason), f"<code>--allow {t(item.hazard.name)}</code>"])
    words = Words(plan)
    for table in tables(plan.rows.refused):
        rows.append(["", "".join(rows_of_table(table, words)), REFUSED, f"<code>--allow {HAZARD}</code>"])
    if rows:
        yield from _table("Refused", ("change", "object", "consequence", "allow it with"), rows)


def _changes(plan: Plan) -> Iterator[str]:
    if found := picture(plan, MOST):
        notes = "".join(f" {t(note)}." for note in found.notes)
        yield '<figure class="wide" tabindex="0">'
        yield from svg.drawn(found)
        yield f"<figcaption>{t(found.legend)}{notes} An arrow leads to what a foreign key refers to.</figcaption></figure>"
    if entries := objects(plan):
        yield '<div class="tree">'
        for entry in entries:
            yield from object_entry(entry, entry.name)
        yield "</div>"


def _rows(plan: Plan) -> Iterator[str]:
    words = Words(plan)
    if plan.rows.forward:
        yield '<div class="tree">'
        for table in tables(plan.rows.forward):
            yield from rows_of_table(table, words, opened=len(table.changes) <= ROWS)
        yield "</div>"


def _kept(plan: Plan) -> Iterator[str]:
    words = Words(plan)
    for (reason, table), items in kept(plan).items():
        lines = "".join(f"<li><code>{escape(kept_line(item, words))}</code></li>" for item in items[:ROWS])
        lines += f"<li>and {len(items) - ROWS} more (all of them: plan.json)</li>" if len(items) > ROWS else ""
        title = f"Kept, {t(reason)}: {len(items)} in <code>{t(table.path)}</code>"
        yield f"<details open><summary>{title}</summary><ul>{lines}</ul></details>"
    for note in plan.rows.notes:
        yield f'<p class="dim">{t(note)}</p>'
    for title, names in (
        ("Kept: in the database, not declared", each(plan.kept)),
        ("Left as they are: of kinds that are not modelled", each(plan.unmodelled)),
    ):
        if names:
            lines = "".join(f"<li><code>{escape(name)}</code></li>" for name in names)
            yield f"<details><summary>{title}: {len(names)}</summary><ul>{lines}</ul></details>"


def _back(plan: Plan) -> Iterator[str]:
    found = [[f'<b class="warn">{t(name)}</b>', t(reason)] for name, reason in risks.folded(risks.of(plan.reverse))]
    if found:
        yield f"<details><summary>Risks of the way back: {len(found)}</summary>"
        yield from (*_table("Risks of the way back", ("hazard", "consequence"), found), "</details>")
    if impact.head(plan):
        yield from _by_step(plan, steps.reverse(plan))


def _proof(plan: Plan) -> Iterator[str]:
    if plan.proof is None:
        return
    ways = (plan.proof.forward, plan.proof.reverse)
    judges = dict.fromkeys(verdict.judge for verdicts in ways for verdict in verdicts)
    yield f"<p>On PostgreSQL {t(plan.proof.ran_on)}; the live database is {t(plan.live_version)}.</p>"
    cells = [[t(judge), *(_verdict(judge, verdicts) for verdicts in ways)] for judge in judges]
    yield from _table("Proof", ("judge", "forward", "reverse"), cells) if cells else ()


def _verdict(judge: str, verdicts: Iterable[Verdict]) -> str:
    for verdict in verdicts:
        if verdict.judge == judge:
            if verdict.abstained:
                return f'<span class="warn">abstained</span>: {t(verdict.abstained)}'
            count = len(verdict.differences)
            said = "agrees" if verdict.agrees else f"{count} difference{'s' if count > 1 else ''}"
            return f'<span class="{"good" if verdict.agrees else "bad"}">{said}</span>'
    return '<span class="dim">not asked</span>'


def _scripts(plan: Plan) -> Iterator[str]:
    yield '<div class="ways">'
    for name, content in (("forward.sql", script.forward(plan)), ("reverse.sql", script.reverse(plan))):
        lines, more = first(content, _SCRIPT)
        yield f"<details open><summary><code>{name}</code></summary><pre>{highlight.sql(chr(10).join(lines))}</pre>"
        yield f"<p>{more}</p></details>" if more else "</details>"
    yield "</div>"


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """`rows` are HTML already. What is too wide scrolls, by keys as well."""
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    yield f'<div class="wide" role="region" aria-label="{title}" tabindex="0"><table><thead><tr>{cells}</tr></thead><tbody>'
    for row in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    yield "</tbody></table></div>"
