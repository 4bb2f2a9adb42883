"""JSON defaults and what a row chose, made one value. Pure functions: knows no row, no table, no SQL.

An object is merged key by key at any depth; anything else is a leaf: an array, a scalar, JSON null.
Values are as json_text.parse() gives them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from neodiff.data.json_text import same

Path = tuple[str, ...]
_PLACEHOLDER: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


class Absent:
    """No value at all; unlike JSON null."""


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class Difference:
    """A leaf that a row has otherwise than it is declared."""

    path: Path
    live: Any
    declared: Any


@dataclass(slots=True)
class Merged:
    """`value`: what the row shall have; `kept`: leaves changed since they were applied, and left as they are.

    `guessed`: leaves that differ and of which nobody knows whether they were chosen or are an older default.
    """

    value: Any
    kept: list[Difference] = field(default_factory=list)
    guessed: list[Difference] = field(default_factory=list)


def filled(value: Any, cells: Mapping[str, str]) -> Any:
    """`value` with every `{column}` in its texts replaced; `{{` and `}}` are braces. Keys of objects stay."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda match: _meant(match, cells), value) if "{" in value or "}" in value else value
    if isinstance(value, dict):
        return {key: filled(item, cells) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, cells) for item in value]
    return value


def _meant(match: re.Match[str], cells: Mapping[str, str]) -> str:
    if match[0] in ("{{", "}}"):
        return match[0][0]
    return cells.get(match[1], match[0])


def under(chosen: Any, default: Any) -> Any:
    """`chosen`, with the keys that it lacks from `default`."""
    if not (isinstance(chosen, dict) and isinstance(default, dict)):
        return chosen
    return {**default, **{key: under(item, default[key]) if key in default else item for key, item in chosen.items()}}


def at(value: Any, path: Sequence[str]) -> Any:
    """What stands at `path`, ABSENT where nothing does."""
    for key in path:
        if not isinstance(value, dict) or key not in value:
            return ABSENT
        value = value[key]
    return value


def without(value: Any, path: Sequence[str]) -> Any:
    """`value` without what stands at `path`; objects that become empty stay."""
    if at(value, path) is ABSENT or not path:
        return value
    key, *rest = path
    if not rest:
        return {name: item for name, item in value.items() if name != key}
    return {**value, key: without(value[key], rest)}


def put(value: Any, path: Sequence[str], item: Any) -> Any:
    """`value` with `item` at `path`; what stands in its way on the path is replaced by objects."""
    if not path:
        return item
    holder = value if isinstance(value, dict) else {}
    return {**holder, path[0]: put(holder.get(path[0], {}), path[1:], item)}


def moved(value: Any, old: Sequence[str], new: Sequence[str]) -> Any:
    """What stands at `old` at `new` instead; what is at `new` already wins, leaf by leaf."""
    item = at(value, old)
    if item is ABSENT:
        return value
    rest = without(value, old)
    there = at(rest, new)
    return put(rest, new, item if there is ABSENT else under(there, item))


def forced(value: Any, owned: Any) -> Any:
    """`value` with every leaf of `owned` as it is there."""
    if not isinstance(owned, dict):
        return owned
    holder = value if isinstance(value, dict) else {}
    return {**holder, **{key: forced(holder.get(key), item) for key, item in owned.items()}}


def merged(live: Any, desired: Any, enforced: Any, applied: Any) -> Merged:
    """What a row shall have that has `live` (ABSENT for SQL NULL).

    desired:  default and per_row; enforced: paths that the declaration owns (ABSENT for none)
    applied:  what was desired when it was last applied, ABSENT where that is not known
    """
    out = Merged(ABSENT)
    out.value = _chosen(live, desired, applied, (), out)
    if enforced is not ABSENT:
        out.value = forced(out.value, enforced)
        out.kept = [one for one in out.kept if not _owned(enforced, one.path)]
        out.guessed = [one for one in out.guessed if not _owned(enforced, one.path)]
    return out


def _owned(enforced: Any, path: Path) -> bool:
    """Does a leaf of `enforced` stand at `path`, above it, or below?"""
    for key in path:
        if not isinstance(enforced, dict):
            return True
        if key not in enforced:
            return False
        enforced = enforced[key]
    return not isinstance(enforced, dict) or bool(enforced)


def _chosen(live: Any, desired: Any, applied: Any, path: Path, out: Merged) -> Any:
    if live is ABSENT or desired is ABSENT:
        return desired if live is ABSENT else live
    if isinstance(live, dict) and isinstance(desired, dict):
        known = applied if isinstance(applied, dict) else {}
        keys = [*live, *(key for key in desired if key not in live)]
        return {
            key: _chosen(live.get(key, ABSENT), desired.get(key, ABSENT), known.get(key, ABSENT), (*path, key), out)
            for key in keys
        }
    if same(live, desired):
        return live
    if applied is ABSENT:
        out.guessed.append(Difference(path, live, desired))
    elif same(live, applied):
        return desired
    else:
        out.kept.append(Difference(path, live, desired))
    return live
