"""Which statements cannot be in a transaction with others. Reads words alone."""

from __future__ import annotations

import re
from typing import Final

from neodiff.sql import significant

# The statements' own documentation pages say so.
_ALONE: Final = re.compile(
    r"create (?:unique )?index concurrently\b|drop index concurrently\b|reindex\b.*\bconcurrently\b|reindex (?:\(.*\) )?"
    r"(?:system|database|schema)\b|vacuum\b|alter table .* detach partition .* concurrently\b|cluster\s*\Z|alter system\b"
    r"|(?:create|drop) (?:database|tablespace|subscription)\b|alter subscription .* (?:refresh|set publication)\b",
    re.S,
)
_COMMITS: Final = re.compile(r"\b(?:commit|rollback)\s*(?:;|and\b)", re.I)
_MOST: Final = 40  # words in which a statement has said what it is


def alone(sql: str) -> bool:
    """A block or a procedure's call may commit by itself; of a block that is seen."""
    text = begins(sql)
    return bool(_ALONE.match(text)) or (text.startswith(("do ", "call ")) and bool(_COMMITS.search(sql)))


def begins(sql: str, count: int = _MOST) -> str:
    """The first so many of its words, in lower case, one space between them."""
    return " ".join(text.lower() for _, text, _ in significant(sql)[:count])
