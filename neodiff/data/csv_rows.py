"""Records of CSV files (RFC 4180), one by one: an unquoted empty field is NULL, `""` is an empty text. Knows no table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from neodiff.problems import Pos, Problems
from neodiff.rows import Csv, Text

# A file of the wrong kind must not give a hundred thousand messages.
MOST: Final = 50
_FIELD: Final = re.compile(r'(?:"((?:[^"]++|"")*+)"|([^",]*))(,|\Z)')


def header(path: Path, name: str) -> tuple[str, ...]:
    """The names in the first record of a file that messages call `name`; empty where the file is.

    Raises DeclarationError where the record is malformed, OSError where the file cannot be read.
    """
    problems = Problems()
    for _, fields in _records(path, name, problems):
        return tuple(field or "" for field in fields)
    problems.raise_if_any()
    return ()


def records(csv: Csv) -> Iterator[tuple[int, tuple[Text, ...]]]:
    """(line, fields) of each record after the header; a record has as many fields as `csv` has columns.

    Raises DeclarationError, at the end or after fifty, for all records that are malformed; OSError where the file
    cannot be read.
    """
    problems = Problems()
    width = len(csv.columns)
    found = _records(csv.path, csv.name, problems)
    next(found, None)
    for line, fields in found:
        if len(fields) == width:
            yield line, fields
        elif fields != (None,):
            place = Pos(csv.name, line, 1)
            problems.add(place, f"expected {width} fields, got {len(fields)}", "quote a field that holds a comma")
        if len(problems) >= MOST:
            break
    problems.raise_if_any()


def _records(path: Path, name: str, problems: Problems) -> Iterator[tuple[int, tuple[Text, ...]]]:
    """Records of any width. One that cannot be cut into fields is a problem and left out."""
    for line, text in _joined(path, name, problems):
        if "\0" in text:
            problems.add(Pos(name, line, text.index("\0") + 1), "a NUL character, which PostgreSQL's texts cannot hold")
        elif '"' not in text:
            yield line, tuple([field or None for field in text.split(",")])
        elif (fields := _quoted(text, Pos(name, line, 1), problems)) is not None:
            yield line, fields


def _joined(path: Path, name: str, problems: Problems) -> Iterator[tuple[int, str]]:
    """(line, text) of each record without its line end: one whose quotes are open goes on in the next line."""
    started, parts, is_open = 0, list[str](), False
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            for line, text in enumerate(file, 1):
                started = started if parts else line
                is_open ^= bool(text.count('"') % 2)
                parts.append(text)
                if not is_open:
                    yield started, "".join(parts).rstrip("\r\n")
                    parts = []
        except UnicodeDecodeError as error:
            hint = "save the file as UTF-8"
            problems.add(Pos(name, _undecodable(path), 1), f"is not UTF-8: {error.reason}", hint)
            return
    if is_open:
        problems.add(Pos(name, started, 1), "a quoted field that never ends", "a quote inside a field is written twice")


def _undecodable(path: Path) -> int:
    """The first line that is not UTF-8; a text file is decoded ahead of the line that is read."""
    with path.open("rb") as file:
        for line, raw in enumerate(file, 1):
            try:
                raw.decode()
            except UnicodeDecodeError:
                return line
    return 1


def _quoted(text: str, pos: Pos, problems: Problems) -> tuple[Text, ...] | None:
    fields: list[Text] = []
    at = 0
    while True:
        match = _FIELD.match(text, at)
        if match is None:
            place = Pos(pos.file, pos.line, pos.column + at)
            hint = "a field that holds a quote stands in quotes, and the quote is written twice"
            problems.add(place, f"field {len(fields) + 1} is not valid CSV", hint)
            return None
        quoted, plain, after = match.groups()
        fields.append(plain or None if quoted is None else quoted.replace('""', '"'))
        if not after:
            return tuple(fields)
        at = match.end()
