"""The book as one HTML page that needs nothing else: no script, no font, no request. A database's words are escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from neodiff import review
from neodiff.docs.book import Book, Chapter, Entry, Grid
from neodiff.review import highlight, svg
from neodiff.review.html_tree import t

_STYLES: Final = (Path(review.__file__).with_name("page.css"), Path(__file__).with_name("book.css"))
_TITLE: Final = "Data dictionary"


def files(book: Book) -> dict[str, str]:
    return {"index.html": "\n".join([*_head(book), *_body(book), "</main>", "</body>", "</html>", ""])}


def _head(book: Book) -> Iterator[str]:
    yield from ("<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
    yield from ('<meta name="color-scheme" content="light dark">', f"<title>{_TITLE}</title>")
    yield from ("<style>", *(path.read_text(encoding="utf-8").rstrip() for path in _STYLES))
    yield from ("</style>", "</head>", "<body>")
    yield from ('<a class="skip" href="#main">Skip to the objects</a>', "<header>", f"<h1>{_TITLE}</h1>", "</header>")
    links = "".join(f'<li><a href="#s{at}">{t(each.name)}</a></li>' for at, each in enumerate(book.chapters))
    yield f'<nav aria-label="Schemas"><ul>{links}</ul></nav>'
    yield '<main id="main" tabindex="-1">'


def _body(book: Book) -> Iterator[str]:
    for at, chapter in enumerate(book.chapters):
        yield f'<section id="s{at}" aria-labelledby="s{at}-title"><h2 id="s{at}-title">{t(chapter.name)}</h2>'
        if chapter.comment:
            yield f"<p>{t(chapter.comment)}</p>"
        yield f'<p class="dim">{". ".join(filter(None, (chapter.contents, chapter.unseen)))}</p>'
        yield from _picture(chapter, f"s{at}-picture")
        items = (
            f'<li><a href="#s{at}-{number}">{t(each.title)}</a></li>' for number, each in enumerate(chapter.entries)
        )
        yield f"<details><summary>Objects: {len(chapter.entries)}</summary><ul>{''.join(items)}</ul></details>"
        for number, entry in enumerate(chapter.entries):
            yield from _entry(entry, f"s{at}-{number}")
        yield "</section>"


def _picture(chapter: Chapter, name: str) -> Iterator[str]:
    if chapter.picture is not None:
        yield '<figure class="wide" tabindex="0">'
        yield from svg.drawn(chapter.picture, name)
        yield f"<figcaption>{t(chapter.picture.legend)} An arrow leads to what a foreign key refers to.</figcaption></figure>"


def _entry(entry: Entry, name: str) -> Iterator[str]:
    yield f'<article id="{name}" aria-labelledby="{name}-title"><h3 id="{name}-title"><code>{t(entry.title)}</code></h3>'
    if entry.comment:
        yield f"<p>{t(entry.comment)}</p>"
    if entry.said:
        yield f'<p class="dim">{t("; ".join(entry.said))}</p>'
    for grid in entry.grids:
        yield from _grid(grid)
    if entry.sql:
        yield f'<pre tabindex="0">{highlight.sql(entry.sql)}</pre>'
    yield "</article>"


def _grid(grid: Grid) -> Iterator[str]:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in grid.head)
    yield f'<div class="wide" role="region" aria-label="{escape(grid.title)}" tabindex="0"><table>'
    yield f"<caption>{escape(grid.title)}</caption><thead><tr>{head}</tr></thead><tbody>"
    for row in grid.rows:
        cells = (f"<code>{t(cell)}</code>" if at in grid.code and cell else t(cell) for at, cell in enumerate(row))
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    yield "</tbody></table></div>"
