"""SQL as HTML with its words coloured, everything escaped. Knows the lexer, not what any SQL means."""

from __future__ import annotations

from html import escape
from typing import Final

from neodiff.review.words import visible_sql
from neodiff.sql import KEYWORDS, tokens

_CLASSES: Final = {"comment": "c", "string": "s", "number": "n", "quoted": "q"}
# Words that open statements and clauses but are no reserved words.
_STATEMENT: Final = """
    add alter begin by cascade comment commit delete drop enable disable domain each execute extension function if index
    insert key language materialized owner policy procedure rename replace reset returns revoke row rows schema
    security sequence set statement stable immutable volatile trigger type update view"""
_OPENERS: Final = frozenset(_STATEMENT.split())


def sql(text: str) -> str:
    """The text as the inside of a `<pre>`."""
    out = []
    for kind, token, _ in tokens(visible_sql(text)):
        word = kind == "word" and (token.lower() in KEYWORDS or token.lower() in _OPENERS)
        name = "k" if word else _CLASSES.get(kind)
        out.append(f'<span class="{name}">{escape(token)}</span>' if name else escape(token))
    return "".join(out)
