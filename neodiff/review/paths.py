"""Two JSON documents compared path by path, their numbers as they are written. Knows no table and no format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Path = tuple[str, ...]
_PLAIN_KEY: Final = re.compile(r"[^\W\d][\w-]*|\d+")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number by its text: 1.10 stays so, and one with more digits than a float has keeps them."""

    text: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """What differs at one path, as JSON texts; `old` is None where it is added, `new` where it is removed."""

    path: Path
    old: str | None
    new: str | None


def leaves(old: str | None, new: str | None) -> list[Leaf] | None:
    """What differs; None where a text is no JSON, or nests too deep to be read. SQL NULL has nothing, as `{}`."""
    try:
        was, now = (_read(text) if text is not None else {} for text in (old, new))
        return list(_between((), was, now))
    except (ValueError, RecursionError):
        return None


def spelled(path: Path) -> str:
    """`colors.primary`; a key that would not read as one is quoted: `hosts."a.b"`."""
    return ".".join(key if _PLAIN_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False) for key in path)


def _read(text: str) -> Any:
    return json.loads(text, parse_int=_Number, parse_float=_Number)


def _between(path: Path, old: Any, new: Any) -> Iterator[Leaf]:
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        if old != new:
            yield Leaf(path, _written(old), _written(new))
        return
    for key in {**new, **old}:
        inner = (*path, key)
        if key not in old:
            yield from _whole(inner, new[key], added=True)
        elif key not in new:
            yield from _whole(inner, old[key], added=False)
        else:
            yield from _between(inner, old[key], new[key])


def _whole(path: Path, value: Any, *, added: bool) -> Iterator[Leaf]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _whole((*path, key), inner, added=added)
    else:
        text = _written(value)
        yield Leaf(path, None, text) if added else Leaf(path, text, None)


def _written(value: Any) -> str:
    if isinstance(value, _Number):
        return value.text
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_written(key)}: {_written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_written(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)
