"""What hosting platforms put into a database before its users do. Must not know plans or connections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from neodiff.facts import FactId
from neodiff.scratch.roles import Role


def _no_script() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform: its objects are never created, altered or dropped in a live database.

    schemas, roles, extensions: its own; owners: roles whose objects are its own; objects: its own of kinds without rooms,
    as `kind identity`; spared: kinds that are never pruned; default_grants: class of objects in public -> what new ones
    may grant; script: makes it all in scratch
    """

    name: str
    schemas: frozenset[str] = frozenset()
    roles: tuple[Role, ...] = ()
    extensions: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()
    default_grants: Mapping[str, Mapping[str, Any]] = None  # type: ignore[assignment]
    script: Callable[[], str] = _no_script

    def has(self, kind: str, identity: str) -> bool:
        """Is this object, of a kind without a room, the platform's?"""
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
        return root.schema in self.schemas


NONE: Final = Platform("none", default_grants={})


def platform_named(name: str) -> Platform:
    if name == "none":
        return NONE
    from neodiff.platforms.supabase.profile import SUPABASE

    return SUPABASE
