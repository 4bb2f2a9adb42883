"""Names of NOT NULL that pg_dump does not say, for PostgreSQL would choose them, but not where another table has them already."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from neodiff.dump.cut import rewritten
from neodiff.sql import generated_name, ident, split_name

_NAME: Final = r'(?:"(?:[^"]|"")*"|[^\s".;()]+)'
_TABLE: Final = re.compile(rf"^CREATE (?:UNLOGGED |FOREIGN )*TABLE ({_NAME})\.({_NAME})", re.M)
_COLUMN: Final = re.compile(rf"^(    ({_NAME}) .*?)(?: CONSTRAINT ({_NAME}))? NOT NULL(,?)$", re.M)
_TYPES: Final = ("TABLE", "FOREIGN TABLE")
Named = tuple[str, str]


def names_said(text: str) -> str:
    """A dump in which columns say the names of their NOT NULL that another column of the schema has too.

    A table that was made `like` another or is renamed has such names, and so has who gave them: whichever is read first
    would make PostgreSQL number the other (ChooseConstraintName() of pg_constraint.c).
    """
    found: Counter[Named] = Counter()

    def count(entry: str) -> str:
        found.update(name for _, name in _columns(entry))
        return entry

    rewritten(text, _TYPES, count)
    shared = {name for name, times in found.items() if times > 1}
    return rewritten(text, _TYPES, lambda entry: _said(entry, shared)) if shared else text


def _columns(entry: str) -> Iterator[tuple[re.Match[str], Named]]:
    """The lines of columns that are NOT NULL, each with the schema and the name of that, as SQL."""
    table = _TABLE.search(entry)
    for line in _COLUMN.finditer(entry) if table else ():
        assert table is not None
        name = line[3]
        if name is None:
            parts = [(split_name(part) or [""])[-1] for part in (table[2], line[2])]
            name = ident(generated_name(*parts, label="not_null"))
        yield line, (table[1], name)


def _said(entry: str, shared: set[Named]) -> str:
    out, at = [], 0
    for line, named in _columns(entry):
        if named in shared:
            out += [entry[at : line.start()], f"{line[1]} CONSTRAINT {named[1]} NOT NULL{line[4]}"]
            at = line.end()
    return "".join([*out, entry[at:]])
