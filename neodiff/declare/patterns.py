"""The patterns of neodiff.yaml that say what is compared, or meant as it is: each begins with a kind. Must not know facts or servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from neodiff.kinds import ROOM
from neodiff.problems import Pos, Problems
from neodiff.yaml.form_base import nearest
from neodiff.yaml.source import Map

_KINDS: Final = tuple(kind.replace("_", " ") for kind in ROOM if kind != "sql")


def check(settings: Map, name: str, problems: Problems) -> None:
    """Adds each pattern that can match nothing: its kind is mistyped, or it has none."""
    for key, patterns in _lists(settings):
        for pattern, pos in patterns:
            if not _begins_with_a_kind(pattern):
                word = pattern.split(" ")[0]
                hint = f"expected a kind and a name, such as `table public.tmp_*` or `* public.tmp_*`; {nearest(word, _KINDS)}"
                problems.add(pos, f"{name}: {key}: {pattern!r} begins with no kind", hint)


def _lists(settings: Map) -> Iterator[tuple[str, list[tuple[str, Pos]]]]:
    for key in ("include", "exclude"):
        yield key, _placed(settings.get(key))
    for manager, patterns in (settings.get("managed_by") or {}).items():
        yield f"managed_by: {manager}", _placed(patterns)
    for rule, patterns in (settings.get("lint") or {}).items():
        yield f"lint: {rule}", [(str(pattern), patterns.key_pos[pattern]) for pattern in patterns]


def _placed(patterns: Any) -> list[tuple[str, Pos]]:
    return [(str(pattern), patterns.item_pos[at]) for at, pattern in enumerate(patterns or ())]


def _begins_with_a_kind(pattern: str) -> bool:
    word = pattern.split(" ")[0]
    return "*" in word or "?" in word or any(pattern.startswith(f"{kind} ") for kind in _KINDS)
