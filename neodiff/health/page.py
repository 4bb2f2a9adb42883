"""A report as one HTML page that needs nothing else: no script, no font, no request. Charts are SVG in the page's colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from neodiff import review
from neodiff.health.check import Check
from neodiff.health.judge import Judged, Report, shown
from neodiff.health.text import verdict
from neodiff.review.words import visible

_STYLE: Final = Path(review.__file__).with_name("page.css")
_MORE: Final = """
.chart { display: block; width: 100%; height: auto; max-width: 60rem; }
.chart rect.bar { fill: var(--quoted); } .chart rect.beyond { fill: var(--red); }
.chart rect.room { fill: var(--sheet); } .chart rect.was { fill: var(--dim); }
.chart line { stroke: var(--amber); stroke-width: 2; stroke-dasharray: 4 3; }
.chart text { fill: var(--ink); font: 12px ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.chart text.dim { fill: var(--dim); }
"""
_MOST: Final = 12
_WIDE, _ROW, _NAMES, _BARS, _LETTERS = 960, 30, 360, 440, 46


def page(report: Report) -> str:
    title = f"Health of {visible(report.measured.label)}"
    head = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">""",
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE.read_text(encoding='utf-8').rstrip()}{_MORE}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#main">Skip to the report</a>',
        f"<header><h1>{escape(title)}</h1>",
        f'<p class="banner {"bad" if report.beyond else "good"}">{escape(visible(verdict(report)))}</p>',
        f'<p class="dim">{escape(_when(report))}</p></header>',
        '<main id="main" tabindex="-1">',
    ]
    return "\n".join([*head, *_beyond(report), *_sections(report), "</main>", "</body>", "</html>", ""])


def _when(report: Report) -> str:
    compared = f"; compared with {report.compared}" if report.compared else "; no baseline"
    return f"PostgreSQL {report.measured.server}, {report.measured.at:%Y-%m-%d %H:%M} UTC{compared}"


def _beyond(report: Report) -> Iterator[str]:
    if not report.beyond:
        return
    yield '<section aria-labelledby="beyond"><h2 id="beyond">Beyond a threshold</h2>'
    yield '<div class="wide"><table><thead><tr>'
    yield "".join(f'<th scope="col">{word}</th>' for word in ("check", "object", "value", "threshold", "what it is"))
    yield "</tr></thead><tbody>"
    for check, each in report.beyond:
        cells = (
            f'<b class="bad">{check.name}</b>',
            f"<code>{escape(visible(each.reading.about))}</code>",
            escape(shown(each.reading.value, check)),
            escape(each.beyond),
            escape(visible(each.reading.note or check.reason)),
        )
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    yield "</tbody></table></div></section>"


def _sections(report: Report) -> Iterator[str]:
    quiet = []
    for check, found, left in report.checks:
        if not found and not left:
            quiet.append(check.name)
            continue
        yield f'<section aria-labelledby="{check.name}"><h2 id="{check.name}">{check.name.replace("_", " ")}</h2>'
        yield f'<p class="dim">{escape(check.reason)}</p>'
        if found:
            yield from _chart(check, found)
        if left:
            lines = (
                f"{visible(each.about)}: {visible(each.reason)}" if each.about else visible(each.reason)
                for each in left
            )
            yield f"<p><b>Not read</b></p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
        yield "</section>"
    if quiet:
        yield f'<section aria-labelledby="quiet"><h2 id="quiet">Nothing found</h2><p>{", ".join(quiet)}</p></section>'


def _chart(check: Check, found: Sequence[Judged]) -> Iterator[str]:
    """A bar for each value, the worst first; grey below it what it was, a line where the limit is."""
    worst = sorted(found, key=lambda each: each.reading.value, reverse=not check.below)[:_MOST]
    most = max([each.reading.value for each in worst] + [each.was or 0.0 for each in worst] + [check.limit or 0.0])
    most = 1.0 if check.unit == "ratio" and most <= 1 else most or 1.0
    tall = _ROW * len(worst) + 4
    label = f"{check.name.replace('_', ' ')}, {len(worst)} of {len(found)}"
    yield f'<figure><svg class="chart" viewBox="0 0 {_WIDE} {tall}" role="img" aria-label="{label}">'
    for number, each in enumerate(worst):
        y = number * _ROW
        name, value = visible(each.reading.about), shown(each.reading.value, check)
        said = f"{name}: {value}{f', {each.beyond}' if each.beyond else ''}{f'; {visible(each.reading.note)}' if each.reading.note else ''}"
        cut = name if len(name) <= _LETTERS else name[: _LETTERS - 1] + "…"
        long = max(each.reading.value, 0.0) / most * _BARS
        yield f"<g><title>{escape(said)}</title>"
        yield f'<text x="0" y="{y + 18}">{escape(cut)}</text>'
        yield f'<rect class="room" x="{_NAMES}" y="{y + 6}" width="{_BARS}" height="16" rx="3"/>'
        yield f'<rect class="bar{" beyond" if each.beyond else ""}" x="{_NAMES}" y="{y + 6}" width="{long:.1f}" height="16" rx="3"/>'
        if each.was is not None:
            yield f'<rect class="was" x="{_NAMES}" y="{y + 23}" width="{max(each.was, 0.0) / most * _BARS:.1f}" height="4" rx="2"/>'
        yield f'<text x="{_NAMES + _BARS + 12}" y="{y + 18}">{escape(value)}</text></g>'
    if check.limit:
        x = _NAMES + check.limit / most * _BARS
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{tall}"/>'
    yield "</svg>"
    more = f"; {len(found) - len(worst)} more are in the JSON" if len(found) > len(worst) else ""
    limit = f"Dashed: the limit, {shown(check.limit, check)}. " if check.limit else ""
    was = "Grey: the baseline. " if any(each.was is not None for each in worst) else ""
    if note := f"{limit}{was}{more.lstrip('; ')}".strip():
        yield f"<figcaption>{escape(note)}</figcaption>"
    yield "</figure>"
