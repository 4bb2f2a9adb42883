"""A folder of migrations -> its statements in the order in which the tool that owns it runs them. Knows no server.

Orders: by file name (Supabase, dbmate, goose, sqitch's deploy), by version (Flyway: V, B and R files; golang-migrate: up
files), by folder name (Prisma).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from neodiff.errors import UserError
from neodiff.sql import significant, statements, tokens

_FLYWAY: Final = re.compile(r"([VB])([0-9]+(?:[._][0-9]+)*)__.+\.sql\Z|(R)__.+\.sql\Z")
_UP: Final = re.compile(r"([0-9]+)_.*\.up\.sql\Z")
# Where the way back begins in a file that holds both: dbmate, goose, sql-migrate.
_DOWN: Final = re.compile(r"^--\s*(?:migrate:down|\+goose\s+Down|\+migrate\s+Down)\b", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its name as it is shown, and the text of the way there."""

    name: str
    text: str

    def statements(self) -> Iterator[tuple[str, int]]:
        """Each statement and its offset in the file. Raises UserError for what only psql understands."""
        at = 0
        for sql in statements(self.text):
            at = self.text.index(sql, at)
            first = at + significant(sql)[0][2]
            self._refuse_psql(sql, at)
            yield self.text[first : at + len(sql)], first
            at += len(sql)

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def _refuse_psql(self, sql: str, at: int) -> None:
        words = [text.lower() for _, text, _ in significant(sql)]
        if words[0] == "copy" and "stdin" in words:
            raise UserError(
                f"{self.name}:{self.line(at + significant(sql)[0][2])}: copy from stdin: its rows are read by psql alone; "
                "write them as insert statements"
            )
        for kind, text, offset in tokens(sql):
            if kind == "op" and text == "\\":
                command = sql[offset:].split("\n")[0].strip()[:40]
                raise UserError(
                    f"{self.name}:{self.line(at + offset)}: {command}: a command of psql, which is no SQL; "
                    "take it out of the migration"
                )


def version_of(name: str) -> str:
    """What a file's name begins with: `20260131120000` of `migrations/20260131120000_add_orders.sql`."""
    return Path(name).name.split("_")[0]


def read(folder: Path) -> list[Migration]:
    """Raises UserError where there is no such folder or nothing to run in it."""
    if not folder.is_dir():
        raise UserError(
            f"{folder}: {'is no directory' if folder.exists() else 'no such directory'}; expected migrations"
        )
    paths = sorted(path for path in folder.iterdir() if path.suffix == ".sql" and path.is_file())
    found = _ordered(paths) if paths else sorted(folder.glob("*/migration.sql"))
    if not found:
        raise UserError(f"{folder}: no migrations; expected *.sql, such as supabase/migrations has")
    return [Migration(str(path), _text(path)) for path in found]


def _ordered(paths: list[Path]) -> list[Path]:
    if any(_UP.match(path.name) for path in paths):
        numbered = [(int(found[1]), path) for path in paths if (found := _UP.match(path.name))]
        return [path for _, path in sorted(numbered)]
    if any(_FLYWAY.match(path.name) for path in paths):
        return _flyway(paths)
    return [path for path in paths if not path.name.endswith(".down.sql")]


def _flyway(paths: list[Path]) -> list[Path]:
    """Versions in order from the newest baseline on, then what is repeatable (U files are the way back)."""
    found = [(match, path) for path in paths if (match := _FLYWAY.match(path.name))]
    numbered = [(_version(match[2]), match[1], path) for match, path in found if match[2]]
    base = max((version for version, kind, _ in numbered if kind == "B"), default=None)
    kept = sorted(
        (version, path)
        for version, kind, path in numbered
        if (version == base if kind == "B" else base is None or version > base)
    )
    return [path for _, path in kept] + [path for match, path in found if match[3]]


def _version(text: str) -> tuple[int, ...]:
    parts = [int(part) for part in re.split(r"[._]", text)]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path}: not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    down = _DOWN.search(text)
    return text[: down.start()] if down else text
