"""Pictures of tables and their foreign keys, a file for each schema: Mermaid with columns, SVG that stands alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from neodiff import review
from neodiff.docs.book import Book
from neodiff.facts import FactBase, FactId
from neodiff.review import svg
from neodiff.review.picture import Picture, mermaid

_STYLE: Final = Path(review.__file__).with_name("page.css")
# What the grammar of erDiagram takes as a name of a column or a type.
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_]+")


def mermaid_files(book: Book) -> dict[str, str]:
    return {
        f"{name}.mmd": "\n".join(mermaid_lines(picture, book.facts)) + "\n" for name, picture in _pictures(book).items()
    }


def svg_files(book: Book) -> dict[str, str]:
    style = svg_style()
    return {
        f"{name}.svg": "\n".join(svg.drawn(picture, style=style)) + "\n" for name, picture in _pictures(book).items()
    }


def svg_style() -> str:
    """The page's colours and boxes, without the page."""
    lines = _STYLE.read_text(encoding="utf-8").splitlines()
    end = next(at for at, line in enumerate(lines) if line.startswith("* {"))
    return "\n".join([*lines[:end], *(line for line in lines if line.startswith((".box", ".key")))])


def _pictures(book: Book) -> dict[str, Picture]:
    from neodiff.docs.markdown import names

    called = zip(names([chapter.name for chapter in book.chapters]), book.chapters)
    return {name: chapter.picture for name, chapter in called if chapter.picture is not None}


def mermaid_lines(picture: Picture, facts: FactBase) -> list[str]:
    """`erDiagram` with the columns of each table; a name that Mermaid cannot take is in the column's comment."""
    columns: dict[FactId, list[FactId]] = {}
    for fact_id in facts:
        if fact_id.kind == "column" and fact_id.parent is not None:
            columns.setdefault(fact_id.parent, []).append(fact_id)
    keys = {
        (fact_id.parent, column): "PK"
        for fact_id in facts
        if fact_id.kind == "primary_key"
        for column in facts[fact_id].payload.get("columns", ())
    }
    for line in picture.lines:
        for column in line.columns:
            found = keys.get((line.child, column), "")
            keys[line.child, column] = "PK, FK" if found.startswith("PK") else "FK"
    title, *rest = mermaid(picture)
    out = [title]
    for box, said in zip(picture.boxes, rest):
        inside = sorted(columns.get(box.id, ()), key=lambda each: facts[each].order)
        out.append(f"{said} {{" if inside else said)
        for each in inside:
            of, key = _word(str(facts[each].payload.get("type", "type"))), keys.get((box.id, each.name), "")
            real = "" if _WORD.fullmatch(each.name) else f' "{_UNSAFE.sub(" ", each.name).strip()}"'
            out.append(f"        {of} {_word(each.name)}{f' {key}' if key else ''}{real}")
        out += ["    }"] if inside else []
    return [*out, *rest[len(picture.boxes) :]]


def _word(said: str) -> str:
    found = _UNSAFE.sub("_", said).strip("_")
    return found if _WORD.fullmatch(found) else f"c_{found}"
