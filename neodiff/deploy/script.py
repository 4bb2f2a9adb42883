"""The files of a migration as what is run: settings of the session, and units that are committed one by one.

A file that says `begin` says itself what is a unit. One that does not is a unit as a whole, as every tool that runs such
folders takes it, unless one of its statements cannot run inside a transaction: then each is on its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from neodiff.errors import UserError
from neodiff.migrations.alone import alone, begins
from neodiff.migrations.folder import Migration

_BEGIN: Final = re.compile(r"(?:begin|start transaction)\b(?! atomic)")
_END: Final = re.compile(r"(?:commit|end)\b")
_SETTING: Final = re.compile(r"(?:set (?!local|role|session authorization|constraints|transaction)|reset )")
# ours have it, and it says what is done here anyway
_STOP: Final = re.compile(r"^\\set ON_ERROR_STOP on[ \t]*$", re.M)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement, and the line on which it begins."""

    sql: str
    line: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A statement that changes the session only: run again by whoever goes on in the middle."""

    sql: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What is committed together; number: from 1, over all files; not `transactional`: one statement on its own."""

    number: int
    file: str
    lines: tuple[Line, ...]
    transactional: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256("\0".join(line.sql for line in self.lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class File:
    """One file: what is run of it, in order."""

    name: str
    items: tuple[Setting | Unit, ...]

    @property
    def units(self) -> list[Unit]:
        return [item for item in self.items if isinstance(item, Unit)]


def files(migrations: Iterable[Migration]) -> list[File]:
    """Raises UserError at file:line for what cannot be run as it is written."""
    out, number = [], 0
    for migration in migrations:
        items = list(_numbered(_items(plain(migration)), number, migration.name))
        number += sum(isinstance(item, Unit) for item in items)
        out.append(File(migration.name, tuple(items)))
    return out


def plain(migration: Migration) -> Migration:
    """Without the one command of psql that ours have."""
    text = _STOP.sub(lambda found: " " * len(found[0]), migration.text)
    return Migration(migration.name, text)


def _numbered(found: Iterable[Setting | tuple[list[Line], bool]], number: int, name: str) -> Iterator[Setting | Unit]:
    for item in found:
        if isinstance(item, Setting):
            yield item
        else:
            number += 1
            yield Unit(number, name, tuple(item[0]), item[1])


def _items(migration: Migration) -> Iterator[Setting | tuple[list[Line], bool]]:
    lines = [Line(sql, migration.line(at)) for sql, at in migration.statements()]
    words = [begins(line.sql) for line in lines]
    if any(_BEGIN.match(text) for text in words):
        yield from _with_blocks(migration.name, lines, words)
    elif any(alone(line.sql) for line in lines):
        yield from (_single(line, text) for line, text in zip(lines, words))
    else:
        body = [at for at, text in enumerate(words) if not _SETTING.match(text)]
        first, last = (body[0], body[-1]) if body else (len(lines), len(lines))
        yield from (Setting(line.sql) for line in lines[:first])
        if body:
            yield lines[first : last + 1], True
        yield from (Setting(line.sql) for line in lines[last + 1 :])


def _with_blocks(name: str, lines: list[Line], words: list[str]) -> Iterator[Setting | tuple[list[Line], bool]]:
    block: list[Line] | None = None
    for line, text in zip(lines, words):
        if _BEGIN.match(text):
            if block is not None:
                raise UserError(f"{name}:{line.line}: begin inside a transaction; expected commit before it")
            block = []
        elif text.startswith(("rollback", "abort")):
            raise UserError(f"{name}:{line.line}: {text.split()[0]}: a migration cannot take itself back; remove it")
        elif _END.match(text):
            if block is None:
                raise UserError(f"{name}:{line.line}: commit without begin; expected begin before it")
            if block:
                yield block, True
            block = None
        elif block is not None:
            block.append(line)
        else:
            yield _single(line, text)
    if block is not None:
        raise UserError(f"{name}: its last transaction is not committed; expected commit at its end")


def _single(line: Line, text: str) -> Setting | tuple[list[Line], bool]:
    return Setting(line.sql) if _SETTING.match(text) else ([line], not alone(line.sql))
