"""What of a database is compared, and what is left to somebody else: patterns by kind and name. Must not know YAML or SQL.

A pattern is matched with a fact as it is shown (`table public.tmp_a`, `index public.orders.tmp_idx`), and covers all that
is part of what it matches; `schema app` covers the schema and everything in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, Final

from neodiff.facts import FactBase, FactId
from neodiff.stage import Stage

LEFT_OUT: Final = ""
UNREAD: Final = "$unread"


@dataclass(frozen=True, slots=True)
class Scope:
    """include: patterns of what is compared, all where there are none; exclude: of what is not; managed: of what others
    manage, by who does; objects: declared objects that say who manages them; stage: the step of a rollout that is looked at."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    managed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    objects: Mapping[FactId, str] = field(default_factory=dict)
    stage: Stage | None = None

    @property
    def everything(self) -> bool:
        return not (self.include or self.exclude or self.managed or self.objects)

    def whose(self, fact_id: FactId) -> str | None:
        """None: it is compared; LEFT_OUT: it is not; else who manages it, and so it is not compared either."""
        if self.everything:
            return None
        if (manager := self.objects.get(fact_id, self.objects.get(fact_id.root))) is not None:
            return manager
        names = list(_names(fact_id))
        for manager, patterns in self.managed.items():
            if _any(names, patterns):
                return manager
        if _any(names, self.exclude) or (self.include and not _any(names, self.include)):
            return LEFT_OUT
        return None

    def covers(self, fact_id: FactId) -> bool:
        return self.whose(fact_id) is None and (self.stage is None or self.stage.covers(fact_id))

    def why(self, fact_id: FactId) -> str:
        """Why a fact is not compared, for a sentence that begins with it; empty where it is."""
        if (whose := self.whose(fact_id)) is not None:
            return f"is managed by {whose}" if whose else "neodiff.yaml leaves out"
        return "" if self.stage is None or self.covers(fact_id) else self.stage.why(fact_id)

    def outside(self, facts: Iterable[FactId]) -> dict[str, list[FactId]]:
        """Who -> the objects, and the parts of compared ones, that are not compared."""
        out: dict[str, list[FactId]] = {}
        for fact_id in facts:
            if fact_id.root.kind == "role" or not fact_id.name or (whose := self.whose(fact_id)) is None:
                continue
            if fact_id.parent is None or self.whose(fact_id.parent) is None:
                out.setdefault(whose, []).append(fact_id)
        return out

    def within(self, facts: FactBase) -> Scope:
        """The same of one database: a sequence that belongs to a column goes with its table."""
        if self.everything:
            return self
        objects = dict(self.objects)
        for fact_id, fact in facts.facts.items():
            if fact_id.kind == "owned_by" and fact_id.parent is not None:
                whose = self.whose(FactId("table", str(fact.payload["schema"]), str(fact.payload["table"])))
                if whose is not None:
                    objects.setdefault(fact_id.parent, whose)
        return replace(self, objects=objects)

    def but(self, unread: Iterable[FactId]) -> Scope:
        """The same without what whoever reads the database may not see the whole of."""
        return replace(self, objects={**self.objects, **dict.fromkeys(unread, UNREAD)})

    @classmethod
    def read(cls, settings: Mapping[str, Any], objects: Mapping[FactId, str]) -> Scope:
        """What neodiff.yaml and the documents say."""
        managed = {str(name): _texts(patterns) for name, patterns in (settings.get("managed_by") or {}).items()}
        return cls(_texts(settings.get("include")), _texts(settings.get("exclude")), managed, dict(objects))


def notes(found: Mapping[str, Iterable[FactId]]) -> list[str]:
    """One line for each who has something, for people."""
    out = []
    for whose, objects in sorted(found.items()):
        count = len(list(objects))
        what = f"{count} object{'' if count == 1 else 's'}"
        said = {LEFT_OUT: "left out by neodiff.yaml", UNREAD: "left as it is, for this role may not read it"}
        out.append(f"{said.get(whose, f'managed by {whose}')}: {what}")
    return out


def _texts(patterns: Any) -> tuple[str, ...]:
    return tuple(str(pattern) for pattern in patterns or ())


def _names(fact_id: FactId) -> Iterator[str]:
    at: FactId | None = fact_id
    while at is not None:
        yield str(at)
        at = at.parent
    if schema := fact_id.root.schema or fact_id.schema:
        yield f"schema {schema}"


def _any(names: Iterable[str], patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)
