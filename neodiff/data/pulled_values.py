"""Values as PostgreSQL prints them -> as YAML has them: numbers, booleans, lists, mappings, texts. Knows no table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from neodiff.rows import Text

_NUMBERS: Final = frozenset(("smallint", "integer", "bigint", "numeric", "real", "double precision"))
_WRITTEN: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?")
_ELEMENT: Final = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^{},"\\\s][^{},"\\]*)|([{}]))\s*,?', re.DOTALL)
_SPECIAL: Final = ("$env", "$json")


class Number(str):
    """A number that is written as it is, digit for digit."""

    __slots__ = ()


def plain(text: Text, kind: str) -> Any:
    """The value of a column of type `kind`, as format_type() gives it, of a domain the type below it."""
    if text is None:
        return None
    if kind.endswith("[]"):
        return _array(text, kind.removesuffix("[]"))
    if kind in ("json", "jsonb"):
        return _json(text)
    if kind == "boolean":
        return text in ("true", "t")
    if kind in _NUMBERS and _WRITTEN.fullmatch(text):
        return Number(text)
    return text


def _json(text: str) -> Any:
    found = json.loads(text, parse_int=Number, parse_float=Number)
    if found is None or (isinstance(found, dict) and len(found) == 1 and next(iter(found)) in _SPECIAL):
        return {"$json": found}
    return found


def _array(text: str, kind: str) -> Any:
    """A list; the text itself where a list could not say it: other bounds than 1, JSON in several dimensions."""
    if not text.startswith("{") or kind == "box":
        return text
    if kind in ("json", "jsonb") and re.match(r"\{\s*\{", text):
        return text
    tokens = _tokens(text)
    next(tokens)
    return _items(tokens, kind)


def _items(tokens: Iterator[tuple[str, bool]], kind: str) -> list[Any]:
    out: list[Any] = []
    for item, quoted in tokens:
        if item == "}" and not quoted:
            break
        if item == "{" and not quoted:
            out.append(_items(tokens, kind))
        elif not quoted and item.upper() == "NULL":
            out.append(None)
        else:
            out.append(plain(item, kind))
    return out


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """(brace or element, whether it was quoted) as array_out() writes them."""
    at = 0
    while at < len(text) and (match := _ELEMENT.match(text, at)):
        quoted, bare, brace = match.groups()
        if quoted is not None:
            yield re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL), True
        else:
            yield (bare.strip() if bare is not None else brace), False
        at = match.end()
