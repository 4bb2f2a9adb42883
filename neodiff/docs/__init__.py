"""A schema as its readers look it up: what each object is, who may do what with it, and pictures of what refers to what.

Everything is read from a database on scratch that has the declaration, so that types and conditions are as PostgreSQL has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from neodiff.declare.declaration import Declaration
from neodiff.docs import dbml, html, markdown, pictures
from neodiff.docs.book import Book, book
from neodiff.sides import Sides

# format: file -> text
FORMATS: Final[Mapping[str, Callable[[Book], dict[str, str]]]] = {
    "markdown": markdown.files,
    "html": html.files,
    "mermaid": pictures.mermaid_files,
    "svg": pictures.svg_files,
    "dbml": dbml.files,
}


def docs(declaration: Declaration, sides: Sides, form: str) -> dict[str, str]:
    """file -> text; the same declaration gives the same text. Raises DeclarationError for what PostgreSQL refuses."""
    return FORMATS[form](book(declaration, sides))
