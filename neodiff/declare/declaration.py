"""The Declaration: everything that a schema directory declares. Must not know files, forms, SQL or servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neodiff.facts import Fact, FactId
from neodiff.problems import Pos


@dataclass(frozen=True, slots=True)
class RawSql:
    """A `sql:` document: an object of a kind that has no form yet."""

    name: str
    create: str
    drop: str | None
    pos: Pos


@dataclass(slots=True)
class Declaration:
    """All that a schema directory declares.

    positions: fact -> where it stands; renames: object -> its old name; labels: enum -> {new label:
    old label}; managed: owners and grants that are declared
    (others stay as a database has them); pruned: schemas that say `prune: true`
    """

    directory: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    facts: dict[FactId, Fact] = field(default_factory=dict)
    positions: dict[FactId, Pos] = field(default_factory=dict)
    renames: dict[FactId, str] = field(default_factory=dict)
    labels: dict[FactId, dict[str, str]] = field(default_factory=dict)
    managed: set[FactId] = field(default_factory=set)
    pruned: set[str] = field(default_factory=set)
    raw: list[RawSql] = field(default_factory=list)

    @property
    def platform(self) -> str:
        return str(self.settings.get("platform", "none"))

    @property
    def absent(self) -> list[str]:
        return [str(name) for name in self.settings.get("absent", ())]

    @property
    def search_path(self) -> list[str]:
        default = ["public", "extensions"] if self.platform == "supabase" else ["public"]
        return [str(name) for name in self.settings.get("search_path", ())] or default
