"""`--data` of `neodiff pull`: which tables are meant, their rows out of the live database, and the YAML that they become.

Must not know how rows are read or files are written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from neodiff.data.pulled import Puller, Rows
from neodiff.data.read import Reader
from neodiff.errors import UserError
from neodiff.facts import FactBase, FactId
from neodiff.rows import Text
from neodiff.source import Opened
from neodiff.sql import qualified
from neodiff.yaml.form_base import nearest

ALL: Final = "all"
# More rows than a person reads stand in a file of their own.
IN_YAML: Final = 200
MOST: Final = 1000

Asked = tuple[list[FactId], set[tuple[FactId, str]]]


def pulled(
    words: Sequence[str], database: Opened, facts: FactBase, declared: Collection[FactId] = ()
) -> dict[FactId, Rows]:
    """The rows of the tables that `words` name: `table`, `schema.table`, or `all`; those of `declared` are there already.

    Raises UserError where one is no table, where rows cannot be read or known by a key, and where `all` is too much.
    """
    if not words:
        return {}
    if database.rows is None or database.live.filled is not None:
        raise UserError(f"--data: {database.live.label} is a snapshot, which keeps no whole rows; name a live database")
    tables, spoken = asked(words, facts)
    reader = Reader(database.rows)
    if words == [ALL]:
        tables = [table for table in tables if not _is_partition(facts, table)]
        _small(tables, reader)
    puller, out = Puller(reader, facts, spoken), dict[FactId, Rows]()
    for table in tables:
        try:
            puller.hidden(table)
        except UserError as error:
            if words != [ALL]:
                raise
            out[table] = Rows(table, None, notes=[f"left out: {error}"])
            continue
        out[table] = puller.rows(table, {*tables, *declared})
    return out


def asked(words: Sequence[str], facts: FactBase) -> Asked:
    """Tables, and columns that are named after them: `users,users.api_key`."""
    known = sorted(fact_id for fact_id in facts if fact_id.kind == "table")
    if list(words) == [ALL]:
        return known, set()
    tables: list[FactId] = []
    spoken: set[tuple[FactId, str]] = set()
    for word in words:
        found = _named(word, known)
        if found is not None:
            tables.append(found)
            continue
        front, _, column = word.rpartition(".")
        holder = _named(front, known)
        if holder is None or FactId("column", "", column, holder) not in facts:
            raise UserError(
                f"--data: no table {word!r} in the database; {nearest(word, [table.path for table in known])}"
            )
        spoken.add((holder, column))
        tables.append(holder)
    return list(dict.fromkeys(tables)), spoken


def _named(word: str, known: Collection[FactId]) -> FactId | None:
    """Public's before others', which must be one."""
    exact = [table for table in known if word == table.path or (table.schema, table.name) == ("public", word)]
    found = exact or [table for table in known if table.name == word]
    if len(found) > 1:
        raise UserError(f"--data: {word!r} may be {' or '.join(table.path for table in found)}; name its schema")
    return found[0] if found else None


def _is_partition(facts: FactBase, table: FactId) -> bool:
    return "partition_of" in facts[table].payload


def _small(tables: Sequence[FactId], reader: Reader) -> None:
    sizes: dict[FactId, int] = {}
    for table in tables:
        name = qualified(table.schema, table.name)
        asked = reader.conn.execute(f"select count(*) from (select from {name} limit {MOST + 1})".encode()).fetchone()
        sizes[table] = int(asked[0]) if asked else 0
    if (total := sum(sizes.values())) > MOST:
        largest = sorted(sizes, key=lambda table: (-sizes[table], table))[:3]
        told = ", ".join(table.path for table in largest)
        raise UserError(
            f"--data all: more than {MOST} rows ({total} and more), which no one wants to read as YAML; name the tables "
            f"whose rows belong to the schema. The largest: {told}"
        )


def written(rows: Rows, file: Path) -> tuple[Any, dict[Path, str]]:
    """What `rows:` gets in the document that stands in `file`, and the files beside it."""
    spec: dict[str, Any] = {"key": list(rows.key)} if rows.key else {}
    if len(rows.values) > IN_YAML and rows.texts is not None:
        path = file.with_suffix(".csv")
        text = "".join(",".join(map(_field, line)) + "\n" for line in (rows.header, *rows.texts))
        return {**spec, "csv": path.name}, {path: text}
    return ({**spec, "values": rows.values} if spec else rows.values), {}


def _field(value: Text) -> str:
    """NULL is an empty field, "" the empty text."""
    if value is None:
        return ""
    plain = value and not re.search(r'[",\r\n]|^\s|\s$', value)
    return value if plain else '"' + value.replace('"', '""') + '"'


def documents(files: Mapping[Path, list[dict[str, Any]]], rows: Mapping[FactId, Rows]) -> dict[Path, str]:
    """Put `rows:` into the documents of their tables; the files that are to stand beside them."""
    beside: dict[Path, str] = {}
    for path, found in files.items():
        for doc in found:
            table = FactId("table", str(doc.get("schema", "public")), str(doc.get("table", "")))
            if table in rows and rows[table].values:
                doc["rows"], more = written(rows[table], path)
                beside |= more
    return beside
