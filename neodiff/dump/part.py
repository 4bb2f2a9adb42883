"""Some entries of a few tables, as one dump with the rest. Knows the layout of a dump, not why these are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from neodiff.dump.cut import Key, picked
from neodiff.dump.program import run


def part(
    binary_dir: Path,
    dsn: str,
    tables: Iterable[tuple[str, str]],
    wanted: Collection[Key],
    *,
    snapshot: str | None = None,
) -> str:
    """The entries under these keys, of `tables` as (schema, name) alone, and the comments on them.

    Raises UserError as run() does: only what is asked for is locked, so nothing else need be readable.
    """
    args = [f"--table={_pattern(schema)}.{_pattern(name)}" for schema, name in tables]
    text = run(binary_dir, dsn, snapshot=snapshot, exclude_schemas=(), extra_args=args)
    return picked(text, wanted)


def _pattern(name: str) -> str:
    # in quotes a pattern is the name itself
    return '"' + name.replace('"', '""') + '"'
