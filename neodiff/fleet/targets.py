"""Which databases are meant: a list, what a query gives, or the databases of a server by a pattern. Opens only the one that is asked."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from neodiff.address import connection, shown
from neodiff.connect import connected, telling
from neodiff.errors import UserError


@dataclass(frozen=True, slots=True)
class Target:
    """One database; name: what people call it, which no password is in."""

    name: str
    url: str

    def __repr__(self) -> str:
        return f"Target({self.name!r})"


def listed(path: Path) -> list[Target]:
    """Of a file: one `name url`, or `url`, a line; `$NAME` is taken from the environment, `#` begins a comment.

    Raises UserError with all that is wrong in it.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from None
    out, problems = [], []
    for number, line in enumerate(lines, 1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        name, _, url = said.partition(" ")
        if not url or "=" in name or "://" in name:
            name, url = "", said
        try:
            out.append(_target(name, _resolved(url.strip())))
        except UserError as error:
            problems.append(f"{path}:{number}: {error}")
    if problems:
        raise UserError("\n".join(problems))
    return _once(out, str(path))


def asked(url: str, query: str) -> list[Target]:
    """What a query gives, one row a database: its URL, or its name and its URL. Raises UserError."""
    label = shown(url)
    with connected(url, label) as conn, telling(label):
        try:
            found = conn.execute(query.encode())
            rows = found.fetchall() if found.description else []
        except psycopg.ProgrammingError as error:
            raise UserError(f"--query: PostgreSQL says: {error.diag.message_primary or error}") from None
    if any(len(row) not in (1, 2) or None in row for row in rows):
        raise UserError("--query: expected one column, the URL, or two: name and URL; and no nulls")
    return _once([_target("" if len(row) == 1 else str(row[0]), str(row[-1])) for row in rows], "--query")


def matching(url: str, pattern: str) -> list[Target]:
    """The databases of a server whose names match, with `url` otherwise. Raises UserError."""
    label = shown(url)
    with connected(url, label) as conn, telling(label):
        rows = conn.execute("select datname::text from pg_database where datallowconn and not datistemplate order by 1")
        names = [name for (name,) in rows.fetchall() if fnmatchcase(name, pattern)]
    return [Target(name, make_conninfo(url, dbname=name)) for name in names]


def _target(name: str, url: str) -> Target:
    connection(url)
    return Target(name or shown(url), url)


def _resolved(url: str) -> str:
    if not url.startswith("$"):
        return url
    variable = url[1:].strip("{}")
    if not os.environ.get(variable):
        raise UserError(f"the variable {variable} is not set; set it to the database's URL")
    return os.environ[variable]


def _once(found: list[Target], where: str) -> list[Target]:
    twice = sorted(_repeated(target.name for target in found))
    if twice:
        raise UserError(f"{where}: named more than once: {', '.join(twice[:5])}; expected each database once")
    return found


def _repeated(names: Iterable[str]) -> Iterator[str]:
    yield from (name for name, count in Counter(names).items() if count > 1)
