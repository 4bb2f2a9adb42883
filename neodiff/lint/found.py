"""What a rule finds, before it has a place, a level or a silence. Must not know rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from neodiff.facts import FactId
from neodiff.problems import Pos


@dataclass(frozen=True, slots=True)
class Found:
    """about: the object, as PostgreSQL names it; what: what is wrong with it; fix: YAML to paste, where there is one;
    pos: where exactly, if that is not where the object stands."""

    about: FactId
    what: str
    fix: str = ""
    pos: Pos | None = None


def yaml(document: Mapping[str, Any]) -> str:
    """YAML to paste, as `neodiff pull` writes it."""
    # takes a while to import, and nothing found needs no YAML
    from neodiff.declare import write

    return write.text([dict(document)]).rstrip("\n")


def listed(names: list[str]) -> str:
    """For people: `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
