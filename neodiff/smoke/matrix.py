"""The access matrix for people and programs: table, role, and what of its rows each command reaches."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from neodiff.access import Access
from neodiff.facts import FactId, sort_key
from neodiff.trials import COMMANDS


def text(access: Access, unmanaged: Collection[FactId]) -> str:
    """A table in columns. `unmanaged`: relations whose grants are not declared, so that a database has its own."""
    lines = [("", "role", *COMMANDS), *_lines(access)]
    lines += [(relation.path, "grants not declared", *[""] * 4) for relation in sorted(unmanaged, key=sort_key)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() + "\n" for line in lines)


def _lines(access: Access) -> Iterator[tuple[str, ...]]:
    before: FactId | None = None
    for relation, role in sorted({key[:2] for key in access}, key=lambda key: (sort_key(key[0]), key[1])):
        reached = (access.get((relation, role, command)) for command in COMMANDS)
        cells = (str(reach) if reach is not None else "-" for reach in reached)
        yield (relation.path if relation != before else "", role, *cells)
        before = relation


def machine(access: Access, unmanaged: Collection[FactId]) -> str:
    """JSON; `columns` is null where all columns are reached, and what is not listed is not reached."""
    reached = [
        {
            "object": str(relation),
            "role": role,
            "command": command,
            "rows": reach.rows,
            "columns": list(reach.columns) or None,
        }
        for (relation, role, command), reach in sorted(
            access.items(), key=lambda item: (sort_key(item[0][0]), item[0][1], COMMANDS.index(item[0][2]))
        )
    ]
    return json.dumps({"access": reached, "not_declared": [str(each) for each in sorted(unmanaged)]}, indent=2) + "\n"
