"""The patterns of neodiff.yaml that say what is compared: each begins with a kind. Must not know facts or servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from neodiff.kinds import ROOM
from neodiff.problems import Problems
from neodiff.yaml.form_base import nearest
from neodiff.yaml.source import Map

_KINDS: Final = tuple(kind.replace("_", " ") for kind in ROOM if kind != "sql")


def check(settings: Map, name: str, problems: Problems) -> None:
    """Adds each pattern that can match nothing: its kind is mistyped, or it has none."""
    for key, patterns in _lists(settings):
        for at, pattern in enumerate(patterns):
            if not _begins_with_a_kind(str(pattern)):
                word = str(pattern).split(" ")[0]
                hint = f"expected a kind and a name, such as `table public.tmp_*` or `* public.tmp_*`; {nearest(word, _KINDS)}"
                problems.add(patterns.item_pos[at], f"{name}: {key}: {str(pattern)!r} begins with no kind", hint)


def _lists(settings: Map) -> Iterator[tuple[str, Any]]:
    for key in ("include", "exclude"):
        yield key, settings.get(key, ())
    for manager, patterns in (settings.get("managed_by") or {}).items():
        yield f"managed_by: {manager}", patterns


def _begins_with_a_kind(pattern: str) -> bool:
    word = pattern.split(" ")[0]
    return "*" in word or "?" in word or any(pattern.startswith(f"{kind} ") for kind in _KINDS)
