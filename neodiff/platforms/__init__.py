"""What hosting platforms put into a database before its users do. Must not know plans or connections."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from neodiff.facts import FactId
from neodiff.scratch.roles import Role


def _no_script() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform: its objects are never created, altered or dropped in a live database.

    schemas, roles, extensions: its own; owners: roles whose objects are its own; objects: its own outside of schemas,
    as `kind identity`; spared: kinds that are never pruned; default_grants: class of objects in public -> what new ones
    may grant; open: schemas on whose tables users write policies; joined: publications that users add tables to; script:
    makes it all in scratch; fresh: the same with the default privileges that a new database has
    """

    name: str
    schemas: frozenset[str] = frozenset()
    roles: tuple[Role, ...] = ()
    extensions: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()
    default_grants: Mapping[str, Mapping[str, Any]] = None  # type: ignore[assignment]
    open: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    script: Callable[[], str] = _no_script
    fresh: Callable[[], str] = _no_script

    def named(self) -> list[tuple[str, str]]:
        """(kind, name) of its objects outside of schemas."""
        return [(kind, name) for kind, _, name in (each.rpartition(" ") for each in sorted(self.objects))]

    @property
    def publications(self) -> list[str]:
        """The platform's publications."""
        return [name for kind, name in self.named() if kind == "publication"]

    @property
    def tables(self) -> frozenset[str]:
        """The platform's tables that scratch has, as schema.name."""
        return _tables(self.script) if self.schemas else frozenset()

    def has(self, kind: str, identity: str) -> bool:
        """Is this object, which lives in no schema, the platform's?"""
        return f"{kind} {identity}" in self.objects

    def owns(self, fact_id: FactId) -> bool:
        """Is the fact about something that the platform made?"""
        root = fact_id.root
        if root.kind == "schema":
            return root.name in self.schemas
        if root.kind == "extension":
            return root.name in self.extensions
        if root.kind == "role":
            return root.name in self.owners or fact_id.schema in self.schemas
        if self.has(root.kind.replace("_", " "), root.name):
            return True
        return root.schema in self.schemas


@cache
def _tables(script: Callable[[], str]) -> frozenset[str]:
    return frozenset(re.findall(r"^create table (\w+\.\w+) \(", script(), re.MULTILINE))


NONE: Final = Platform("none", default_grants={})


def platform_named(name: str) -> Platform:
    if name == "none":
        return NONE
    from neodiff.platforms.supabase.profile import SUPABASE

    return SUPABASE
