"""DO blocks: the frame that every statement about rows stands in, and how it refuses. Knows no row and no table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from neodiff.sql import dollar_quote, literal

# triggered_data_change_violation: no statement of PostgreSQL's own makes it, so a runner can tell drift from mistakes.
DRIFTED: Final = "27000"
AGAIN: Final = "run the diff again"


def do(body: Iterable[str], declare: Sequence[str] = (), *, label: str = "", columns_win: bool = False) -> str:
    """A DO statement. Lines of `body` are written as they are: a literal in them may go over several lines.

    columns_win: a bare name that a variable and a column of a table share means the column
    """
    head = ["#variable_conflict use_column"] if columns_win else []
    head += [f"<<{label}>>"] if label else []
    head += ["declare", *(f"    {name};" for name in declare)] if declare else []
    return "do " + dollar_quote("\n".join(["", *head, "begin", *body, "end", ""]))


def quoted(text: str) -> str:
    """`text` as a constant on one place of a line."""
    return literal(text).strip()


def refusal(message: str, *arguments: str, indent: int) -> list[str]:
    """RAISE of drift, as lines: each % of `message` stands for one of the arguments, %% for itself."""
    return [
        f"{' ' * indent}raise exception {', '.join([quoted(message), *arguments])}",
        f"{' ' * indent}    using errcode = '{DRIFTED}', hint = {quoted(AGAIN)};",
    ]


def plain(name: str) -> str:
    """A name inside a message of refusal()."""
    return name.replace("%", "%%")
