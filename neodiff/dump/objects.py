"""pg_dump's entries with the catalog rows they are about, which it tells in --verbose. Knows its layout, not its SQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from neodiff.dump.program import run

_ENTRY: Final = re.compile(
    r"^--\n-- TOC entry (\d+) \(class (\d+) OID (\d+)\)\n(?:-- Dependencies: ([\d ]+)\n)?"
    r"-- Name: (.*); Type: ([A-Z][A-Z ]*); Schema: (.*?); Owner: .*\n--\n",
    re.M,
)
_END: Final = re.compile(r"^-- Completed on .*\n\n--\n-- PostgreSQL database dump complete", re.M)
_SETTINGS: Final = re.compile(r"^(?:SET (?:default_tablespace|default_table_access_method) = [^\n]*;\s*)+\Z", re.M)
_NAME: Final = r'(?:"(?:[^"]|"")*"|[^\s".;]+)'
_ABOUT: Final = re.compile(
    rf"\s*ALTER (?:TABLE|INDEX|FOREIGN TABLE) (?:ONLY )?({_NAME}\.{_NAME})(?: ATTACH PARTITION ({_NAME}\.{_NAME}))?"
)


@dataclass(frozen=True, slots=True)
class ObjectDump:
    """One entry: the catalog row it is about (0, 0 where it has none), the table its SQL names, and the SQL."""

    classid: int
    objid: int
    about: str
    type: str
    text: str


def objects(binary_dir: Path, dsn: str, *, exclude_schemas: Sequence[str]) -> list[ObjectDump]:
    """Every entry of a schema dump, in pg_dump's order; comments and grants come with their object's row."""
    text = run(binary_dir, dsn, exclude_schemas=exclude_schemas, extra_args=["--verbose"])
    end = _END.search(text)
    text = text[: end.start()] if end else text
    headers = list(_ENTRY.finditer(text))
    rows: dict[str, tuple[int, int]] = {}
    index_table: dict[str, tuple[int, int]] = {}
    out: list[ObjectDump] = []
    for header, following in zip(headers, [*headers[1:], None]):
        number, classid, objid, needs, name, kind, schema = header.groups()
        row = (int(classid), int(objid))
        if row == (0, 0) and needs:
            row = next((rows[other] for other in needs.split() if rows.get(other, (0, 0)) != (0, 0)), row)
        rows[number] = row
        body = _SETTINGS.sub("", text[header.end() : following.start() if following else len(text)])
        if kind == "INDEX":
            index_table[f"{schema}.{name}"] = row
        elif kind == "CONSTRAINT":
            # the table's name, a blank, its own: both may have more blanks
            words = name.split(" ")
            for i in range(1, len(words)):
                index_table.setdefault(f"{schema}.{' '.join(words[i:])}", row)
        about = ""
        if found := _ABOUT.match(body):
            about = found[2] or found[1]
        if kind == "INDEX ATTACH":
            row = index_table.get(f"{schema}.{name}", row)
        out.append(ObjectDump(*row, about, kind, body.strip()))
    return out
