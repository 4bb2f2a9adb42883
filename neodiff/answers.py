"""Answers that were given before, and hold still: then nothing has to be read, made, compared or proven.

All that an answer depends on is hashed: the files of the schema folder, what was asked, the settings in the environment, neodiff's
own code and what is installed beside it, and, by the server, every row of the catalog. Where there are differences, sizes count too,
and which of the tables hold rows. Declared rows depend on more: with them nothing is kept. Imports little, for it comes first.
Must not know how an answer is come to.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from neodiff.memo import Memo
from neodiff.scratch.cache import answers_directory

if TYPE_CHECKING:
    import psycopg

    from neodiff.named import Source

_MOST: Final = 64  # questions that are remembered
_DATABASES: Final = 16  # and answers to each
_SETTINGS: Final = "neodiff.yaml"
_SECRET: Final = ("PGPASSWORD", "NEODIFF_SCRATCH_URL")  # the latter is asked, without its password


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gives: stdout, the lines on stderr, files (path -> text), and its exit status."""

    out: str
    told: Sequence[str]
    files: Mapping[str, str]
    status: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a database was when an answer was found: digests of its catalog and statistics, and what was asked of its rows.

    statistics: empty where they make no difference
    asked: (schema, table, without its children, "rows", "none" or "hidden")
    """

    catalog: str
    statistics: str = ""
    asked: Sequence[tuple[str, str, bool, str]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of the YAML of a folder as it was when this was made, and of one question: DB, and what else was asked."""

    memo: Memo
    key: str
    db: str | None
    schema_dir: Path
    asked: Sequence[object]

    def again(self) -> Answer | None:
        """The answer for the database that DB names, where both it and the declaration are as they were then."""
        known = self.memo.get(self.key)
        if not isinstance(known, dict):
            return None
        from neodiff.address import is_address
        from neodiff.catalog.digest import digest
        from neodiff.connect import connected, telling
        from neodiff.named import resolve

        settings = {} if self.db and is_address(self.db) else _settings(self.schema_dir)
        source = resolve(self.db, settings, self.schema_dir)
        if not source.url:
            return None
        with connected(source.url, source.label) as conn, telling(source.label):
            kept = known.get(_place(source, digest(conn)))
            if not isinstance(kept, dict) or not _holds(kept, conn):
                return None
        return Answer(kept["out"], kept["told"], kept["files"], kept["status"])

    def keep(self, source: Source, seen: Seen, answer: Answer) -> None:
        """Not where the YAML was changed meanwhile: nobody knows what of it was read."""
        if _key(self.db, self.schema_dir, self.asked) != self.key:
            return
        known = self.memo.get(self.key)
        others = known if isinstance(known, dict) else {}
        place = _place(source, seen.catalog)
        kept = {
            "statistics": seen.statistics,
            "asked": [list(each) for each in seen.asked],
            "out": answer.out,
            "told": list(answer.told),
            "files": dict(answer.files),
            "status": answer.status,
        }
        every = {place: kept, **{other: known for other, known in others.items() if other != place}}
        self.memo.put(self.key, dict(list(every.items())[:_DATABASES]))


def answers(db: str | None, schema_dir: Path, asked: Sequence[object]) -> Answers:
    """What is known of the YAML of the folder as it is, and of these arguments."""
    memo = Memo(answers_directory(None), _MOST, plain=True)
    return Answers(memo, _key(db, schema_dir, asked), db, schema_dir, asked)


def _key(db: str | None, schema_dir: Path, asked: Sequence[object]) -> str:
    from neodiff.address import bare

    # the password is no part of what is asked, and hashes of it are not kept either
    total = hashlib.sha256(repr((db and bare(db), str(schema_dir), sys.version, *asked)).encode())
    for folder, folders, names in os.walk(schema_dir):
        folders.sort()
        for path in (os.path.join(folder, name) for name in sorted(names) if name.endswith((".yaml", ".yml"))):
            total.update(f"\0{path}\0".encode(errors="surrogateescape") + _content(path))
    for name in sorted(os.environ):
        if name.startswith(("NEODIFF_", "PG")) and name not in _SECRET:
            total.update(f"\0{name}={os.environ[name]}".encode(errors="surrogateescape"))
    return total.hexdigest()


def _place(source: Source, catalog: str) -> str:
    return hashlib.sha256(f"{source.label}\0{catalog}".encode()).hexdigest()


def _settings(schema_dir: Path) -> Mapping[str, Any]:
    """neodiff.yaml as it is, for it was valid when the answer was kept."""
    from neodiff.problems import Problems
    from neodiff.yaml.source import read

    path = schema_dir / _SETTINGS
    documents = read(path, str(path), Problems()) if path.exists() else []
    return documents[0] if documents else {}


def _holds(kept: Mapping[str, Any], conn: psycopg.Connection[Any]) -> bool:
    """Is what the answer depends on beside the catalog as it was?"""
    from neodiff.catalog.digest import statistics

    if not {"statistics", "asked", "out", "told", "files", "status"} <= kept.keys():
        return False
    if kept["statistics"] and kept["statistics"] != statistics(conn):
        return False
    return not kept["asked"] or [list(each) for each in again(conn, kept["asked"])] == kept["asked"]


def again(
    conn: psycopg.Connection[Any], asked: Sequence[tuple[str, str, bool, str]]
) -> list[tuple[str, str, bool, str]]:
    """The same tables, asked now."""
    from neodiff.facts import FactId
    from neodiff.samples.filled import filled, said

    out: list[tuple[str, str, bool, str]] = []
    for alone in (False, True):
        tables = [FactId("table", schema, name) for schema, name, without, _ in asked if without == alone]
        each = tables if alone else []
        out += said(tables, each, *filled(conn, tables, each))
    return sorted(out)


def _content(path: str) -> bytes:
    """A digest of a file; whoever reads the declaration tells what is wrong with one that cannot be read."""
    try:
        if not os.path.isfile(path):
            return b"no file"
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).digest()
    except OSError as error:
        return repr(error).encode()
