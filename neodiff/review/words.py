"""Words for people: names and values on one line, counts, wrapped lists. Must not know plans or any output format.

Names come from databases and may hold anything: line ends that would leave a comment, escape sequences that would drive
a terminal, marks that turn the direction of writing. All of these are shown as escapes.
"""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

WIDTH: Final = 100
_HIDDEN: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_PLURALS: Final = {
    "index": "indexes",
    "policy": "policies",
    "grants": "grants",
    "settings": "settings",
    "database_settings": "database settings",
    "default_privileges": "default privileges",
    "operator_family": "operator families",
    "operator_class": "operator classes",
}
_SINGLE: Final = ("primary_key", "default")


def visible(text: str, keep: str = "") -> str:
    """`text` with every character that does not show, but those of `keep`, as an escape."""
    shown = text
    for c in keep:
        shown = shown.replace(c, "")
    if shown.isprintable():
        return text
    return "".join(_escaped(c) if unicodedata.category(c) in _HIDDEN and c not in keep else c for c in text)


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1] if ord(char) < 0x7F or ord(char) > 0xFF else f"\\x{ord(char):02x}"


def visible_sql(text: str) -> str:
    """SQL to look at: its lines and tabs stay."""
    return visible(text, "\n\t")


def kind_word(kind: str, count: int = 1) -> str:
    if kind == "sql":
        return "other object" if count == 1 else "other objects"
    return kind.replace("_", " ") if count == 1 else _PLURALS.get(kind, kind.replace("_", " ") + "s")


def counted(count: int, kind: str) -> str:
    """`1 table`, `3 policies`; a primary key needs no number."""
    return kind_word(kind) if count == 1 and kind in _SINGLE else f"{count} {kind_word(kind, count)}"


def some(items: Sequence[str], most: int = 40) -> str:
    """A list in words, cut where nobody reads on."""
    shown = list(items[:most])
    return ", ".join(shown) + (f" and {len(items) - most} more" if len(items) > most else "")


def first(text: str, most: int) -> tuple[list[str], str]:
    """At most so many lines of a script, and of the others how many they are; nothing where there are none."""
    lines = text.rstrip("\n").split("\n")
    more = len(lines) - most
    return lines[:most], f"and {more} more lines, which only the script itself has" if more > 0 else ""


def wrapped(text: str, first: str, rest: str, width: int = WIDTH) -> list[str]:
    """Lines of at most `width`, the first after `first`, the others after `rest`; no word is broken."""
    lines = textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return lines or [first.rstrip()]


def shown(value: Any) -> str:
    """A payload's value as one line: what SQL people would write, not JSON."""
    if value is None:
        return "(none)"
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(item) for item in value) or "(nothing)"
    return visible(" ".join(value.split())) if isinstance(value, str) else str(value)


def _mapping(value: Mapping[str, Any]) -> str:
    if "table" in value:
        place = f"{value['schema']}.{value['table']}" if value.get("schema") else str(value["table"])
        return visible(place) + (f" ({shown(value['columns'])})" if value.get("columns") else "")
    head = [shown(value[key]) for key in ("name", "column", "expression", "type") if key in value]
    rest = {key: item for key, item in value.items() if key not in ("name", "column", "expression", "type")}
    return " ".join(head + [pair(key, item) for key, item in rest.items()]) if head else _pairs(rest)


def _pairs(value: Mapping[str, Any]) -> str:
    return ", ".join(f"{visible(str(key))} = {shown(item)}" for key, item in value.items()) or "(nothing)"


def pair(key: str, value: Any) -> str:
    """One payload entry as a phrase: `not null`, `for select`, `columns (a, b)`, `body of 5 lines`."""
    word = LABELS.get(key, visible(key.replace("_", " ")))
    if value is True:
        return word
    if value is False:
        return f"not {word}"
    if isinstance(value, str) and "\n" in value.strip():
        return f"{word} of {len(value.strip().splitlines())} lines"
    said = shown(value)
    if key in _BARE:
        return said
    return f"{word} ({said})" if isinstance(value, list) and len(value) != 1 else f"{word} {said}"


def phrases(payload: Mapping[str, Any]) -> list[str]:
    """A whole payload in phrases, for what is new or gone."""
    return [pair(key, value) for key, value in payload.items() if key not in HIDDEN | _LONG]


def each(items: Iterable[Any]) -> list[str]:
    """Ids as people read them."""
    return [visible(str(item)) for item in items]


# Derived from other keys by the reader of the catalog; no one declared it.
HIDDEN: Final = frozenset(("shape",))
LABELS: Final = {"rls": "row-level security", "force_rls": "row-level security for the owner too"}
# What the name or the SQL beside it says better.
_LONG: Final = frozenset(("args", "atomic", "body", "query", "returns"))
_BARE: Final = frozenset(("type", "volatility"))
# What PostgreSQL takes where a payload says nothing, as far as a reader would wonder.
ABSENT: Final[Mapping[str, Any]] = {
    "as": "permissive",
    "for": "all",
    "increment": 1,
    "on_delete": "no action",
    "on_update": "no action",
    "parallel": "unsafe",
    "security": "invoker",
    "to": ["public"],
    "volatility": "volatile",
}
