"""What changes as HTML: objects and rows as trees that open and close. Everything from a database is escaped here."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from neodiff.review import text as plain
from neodiff.review.cells import Words, cut, fitted
from neodiff.review.rows import Entry as RowEntry
from neodiff.review.rows import Table
from neodiff.review.tree import Attribute, Entry
from neodiff.review.words import visible

WORDS: Final = {"+": "create", "~": "change", "-": "drop"}
CLASSES: Final = {"+": "add", "~": "change", "-": "drop"}
ROWS: Final = 200
_VALUE: Final = 400
_MORE: Final = '<div class="leaf dim">and {} more (all of them: plan.json)</div>'


def t(said: str) -> str:
    """Any text as the inside of an element or attribute."""
    return escape(visible(said))


def sign(of: str) -> str:
    return f'<span class="sign {CLASSES[of]}" role="img" aria-label="{WORDS[of]}" title="{WORDS[of]}">{of}</span>'


def object_entry(entry: Entry, name: str) -> Iterator[str]:
    contents = f' <span class="dim">{t(entry.contents)}</span>' if entry.contents else ""
    line = f"{sign(entry.sign)} <code>{t(name)}</code>{contents}"
    if entry.sign != "~":
        yield f'<div class="leaf">{line}</div>'
        return
    yield f"<details open><summary>{line}</summary>"
    for attribute in entry.attributes:
        yield _attribute(attribute)
    for part in entry.parts:
        yield from object_entry(part, part.short)
    yield "</details>"


def _attribute(attribute: Attribute) -> str:
    name = f'<span class="name">{t(attribute.name)}</span>'
    if not attribute.text:
        old, new = attribute.sides()
        return f'<div class="attr">{name} <del>{escape(old)}</del> → <ins>{escape(new)}</ins></div>'
    tags = {"+": "ins", "-": "del", "@": "i"}
    lines = [(tags.get(line[:1], "span"), escape(line)) for line in plain.change_lines(attribute)]
    shown = "\n".join(f"<{tag}>{line}</{tag}>" for tag, line in lines)
    return f'<div class="attr">{name}<pre tabindex="0">{shown}</pre></div>'


def rows_of_table(table: Table, words: Words, *, opened: bool = False) -> Iterator[str]:
    name = f'{sign(table.sign)} <code>{t(table.title)}</code> <span class="dim">{table.said}</span>'
    yield f"<details{' open' if opened else ''}><summary>{name}</summary>"
    entries, more = table.first(words, ROWS)
    for entry in entries:
        yield from _row(entry, words)
    yield from [_MORE.format(more)] if more else []
    yield "</details>"


def _row(entry: RowEntry, words: Words) -> Iterator[str]:
    line = f"{sign(entry.sign)} <code>{escape(entry.name(words))}</code>"
    if entry.sign != "~":
        yield f'<div class="leaf">{line} <span class="dim">{escape(cut(words.contents(entry.rows[0]), _VALUE))}</span></div>'
        return
    yield f"<details open><summary>{line}</summary>"
    for difference in entry.differences[:ROWS]:
        old, new = (escape(side) for side in fitted(difference.old, difference.new, _VALUE))
        sides = [f"<del>{old}</del>"] * (difference.sign != "+") + [f"<ins>{new}</ins>"] * (difference.sign != "-")
        yield f'<div class="attr"><span class="name">{escape(difference.name)}</span> {" → ".join(sides)}</div>'
    yield from [_MORE.format(more)] if (more := len(entry.differences) - ROWS) > 0 else []
    yield "</details>"
