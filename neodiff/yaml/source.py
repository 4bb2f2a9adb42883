"""Reads a YAML file into documents of Map, Seq, Text and plain values, with positions and every error found.

PyYAML's parser gives the events (its C half where it is there); what they mean is decided here and in scalars.py.
Must not know any key, kind or form.
"""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from neodiff.problems import Pos, Problems
from neodiff.yaml.build import MAX_DEPTH, Builder, TooMuch
from neodiff.yaml.values import Map, Seq, Source, Text

__all__ = ["Map", "Seq", "Source", "Text", "content", "read", "read_bytes", "read_text"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32's little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# what YAML 1.2 calls printable is all the rest (production 1, c-printable), and a byte order mark inside a file
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_DOCUMENT = re.compile(r"^---(?=\s|\Z)", re.MULTILINE)
_MAX_FORBIDDEN = 20
_HINTS = (
    ("mapping values are not allowed", "quote a value that holds ': ', or check the indentation"),
    ("could not find expected ':'", "a key needs ': ' after it; text over several lines needs '|' or quotes"),
    (
        "did not find expected key",
        "check the indentation, and quote a value that begins with a quote and goes on after it",
    ),
    ("expected <block end>", "check the indentation, and quote a value that begins with a quote and goes on after it"),
    ("cannot start any token", "quote the value"),
    ("unexpected end of stream", "close the quote"),
    ("unexpected document", "close the quote"),
    ("node content", "close the bracket, or quote the value"),
    ("unknown escape", "double the backslash, or use single quotes"),
    ("did not find expected ',' or", "close the bracket, or quote a value that holds ',', '[', ']', '{' or '}'"),
    ("expected ',' or", "close the bracket, or quote a value that holds ',', '[', ']', '{' or '}'"),
    ("expected <document start>", "begin another document with `---`"),
    ("nested more than", "flatten it"),
    ("alphabetic or numeric character", "quote a value that begins with '*' or '&'"),
)


def read(path: Path, name: str, problems: Problems) -> list[Map]:
    """The documents of a file; ``name`` is what positions call it.

    What cannot be read or understood is added to ``problems``; the documents before and after it are still returned.
    """
    data = content(path, name, problems)
    return [] if data is None else read_bytes(data, name, problems)


def content(path: Path, name: str, problems: Problems) -> bytes | None:
    """The bytes of a file; None where it cannot be read, which is added to ``problems``."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            problems.add(Pos(name, 1, 1), "cannot read: expected a file, got something else")
            return None
        return path.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        problems.add(Pos(name, 1, 1), f"cannot read: {reason.lower()}")
        return None


def read_bytes(data: bytes, name: str, problems: Problems) -> list[Map]:
    """The documents of a file's content, as ``read`` gives them."""
    text = _decode(data, name, problems)
    return [] if text is None else read_text(text, name, problems)


def read_text(text: str, name: str, problems: Problems) -> list[Map]:
    """The documents of a text, as ``read`` gives them."""
    source = Source(name, text.removeprefix("\ufeff"))
    if _has_forbidden(source, problems):
        return []
    documents: list[Map] = []
    start: int | None = 0
    while start is not None:
        start = _read_from(source, start, documents, problems)
    return documents


def _decode(data: bytes, name: str, problems: Problems) -> str | None:
    mark, encoding = next((found for found in _MARKS if data.startswith(found[0])), (b"", "utf-8"))
    data = data[len(mark) :]
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        byte = f"byte 0x{data[error.start]:02x} at offset {error.start + len(mark)}"
        before = Source(name, data[: error.start].decode(encoding, errors="replace"))
        problems.add(
            before.pos(len(before.text)),
            f"not {encoding.upper()}: {byte} ({error.reason})",
            "save the file as UTF-8",
        )
        return None


def _has_forbidden(source: Source, problems: Problems) -> bool:
    found = None
    for count, found in enumerate(_FORBIDDEN.finditer(source.text)):
        if count == _MAX_FORBIDDEN:
            break
        problems.add(
            source.pos(found.start()),
            f"control character U+{ord(found[0]):04X} is not allowed in YAML",
            'write it as an escape in double quotes, such as "\\x01"; if the file is full of them, save it as UTF-8',
        )
    return found is not None


def _read_from(source: Source, start: int, documents: list[Map], problems: Problems) -> int | None:
    """Reads on from a character; after a syntax error, gives where the next document starts."""
    builder = Builder(source, start, problems)
    try:
        for event in _events(source.text[start:] if start else source.text):
            document = builder.take(event)
            if document is not None:
                documents.append(document)
        return None
    except TooMuch:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = start + (mark.index if mark else 0)
        _add_syntax(source, min(at, len(source.text)), error, problems)
        following = _DOCUMENT.search(source.text, max(at, start + 1))
        return following.start() if following else None


def _events(text: str) -> Iterator[Any]:
    return iter(yaml.parse(text, Loader=_LOADER))


def _add_syntax(source: Source, at: int, error: yaml.MarkedYAMLError, problems: Problems) -> None:
    message = error.problem or str(error)
    hint = next((hint for part, hint in _HINTS if part in message), "")
    if source.text[at : at + 1] == "\t":
        message, hint = "a tab cannot indent", "indent with spaces"
    elif "maximum nesting depth" in message:  # libyaml's own limit, met as it looks ahead
        message = f"nested more than {MAX_DEPTH} levels deep"
    elif error.context:
        begun = f" (begun at line {source.pos(_begun(error, at)).line})" if error.context_mark else ""
        message = f"{message}, {error.context}{begun}"
    problems.add(source.pos(at), f"cannot read as YAML: {message}", hint)


def _begun(error: yaml.MarkedYAMLError, at: int) -> int:
    problem, context = error.problem_mark, error.context_mark
    return at - (problem.index - context.index) if problem and context else at
