"""The book as Markdown: an index and a file for each schema; of a schema with many tables one for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from neodiff.docs.book import Book, Chapter, Entry, Grid
from neodiff.docs.pictures import mermaid_lines
from neodiff.review.markdown import code, fence, prose

# What tells our files from others in the folder.
MARK: Final = "<!-- written by `neodiff docs`; changes are lost -->"
# Of more objects a file is too long to look anything up in it.
MANY: Final = 60
_UNSAFE: Final = re.compile(r"[^\w.-]")


def files(book: Book) -> dict[str, str]:
    out = {"index.md": _text(_index(book))}
    for name, chapter in zip(names([chapter.name for chapter in book.chapters]), book.chapters):
        if len(chapter.entries) <= MANY:
            out[f"{name}.md"] = _text(_chapter(book, chapter, {}))
            continue
        pages = dict(zip(chapter.entries, names([f"{each.id.kind}-{each.id.name}" for each in chapter.entries])))
        out[f"{name}.md"] = _text(_chapter(book, chapter, {each: f"{name}/{page}.md" for each, page in pages.items()}))
        out |= {f"{name}/{page}.md": _text(_entry(each, "#")) for each, page in pages.items()}
    return out


def names(of: list[str]) -> list[str]:
    """As names of files, no two the same on a file system that knows no capitals."""
    out: list[str] = []
    taken = {"index"}
    for each in of:
        name = first = _UNSAFE.sub("_", each)[:80].strip(".") or "_"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.casefold())
        out.append(name)
    return out


def _text(lines: Iterator[str]) -> str:
    return "\n".join([MARK, "", *lines]).rstrip("\n") + "\n"


def _index(book: Book) -> Iterator[str]:
    yield from ("# Data dictionary", "", "| schema | what is in it | comment |", "|---|---|---|")
    for name, chapter in zip(names([chapter.name for chapter in book.chapters]), book.chapters):
        yield f"| [{prose(chapter.name)}]({quote(name)}.md) | {chapter.contents} | {prose(chapter.comment)} |"


def _chapter(book: Book, chapter: Chapter, pages: dict[Entry, str]) -> Iterator[str]:
    yield from (f"# {prose(chapter.name)}", "")
    if chapter.comment:
        yield from (prose(chapter.comment), "")
    if chapter.picture is not None:
        yield from (
            prose(chapter.picture.legend),
            "",
            *fence(mermaid_lines(chapter.picture, book.facts), "mermaid"),
            "",
        )
    if chapter.unseen:
        yield from (f"{chapter.unseen}.", "")
    for entry in chapter.entries:
        if entry in pages:
            yield f"- [{prose(entry.title)}]({quote(pages[entry])})" + (
                f": {prose(entry.comment)}" if entry.comment else ""
            )
        else:
            yield from _entry(entry, "##")


def _entry(entry: Entry, mark: str) -> Iterator[str]:
    yield from (f"{mark} {prose(entry.title)}", "")
    if entry.comment:
        yield from (prose(entry.comment), "")
    if entry.said:
        yield from (f"{prose('; '.join(entry.said))}.", "")
    for grid in entry.grids:
        yield from _grid(grid)
    if entry.sql:
        yield from (*fence(entry.sql.split("\n"), "sql"), "")


def _grid(grid: Grid) -> Iterator[str]:
    yield from (f"**{grid.title}**", "", f"| {' | '.join(grid.head)} |", "|" + "---|" * len(grid.head))
    for row in grid.rows:
        cells = (code(cell, cell=True) if at in grid.code and cell else prose(cell) for at, cell in enumerate(row))
        yield f"| {' | '.join(cells)} |"
    yield ""
