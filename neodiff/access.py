"""Who may do what with the rows of each table: from grants, row-level security and policies, as facts have them.

Nothing is run, and no condition is understood: `some` means that a policy decides row by row. What a role has by being a
member of another one is that one's line. Must not know plans, YAML or servers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from neodiff.facts import Fact, FactId, sort_key
from neodiff.kinds import grants
from neodiff.trials import COMMANDS

RELATIONS: Final = ("table", "view", "materialized_view", "foreign_table")
PUBLIC: Final = "public"
_TRUE: Final = re.compile(r"\(*\s*true\s*\)*", re.IGNORECASE)
_MAJOR: Final = 18


@dataclass(frozen=True, slots=True, order=True)
class Reach:
    """rows: `all` or `some` of them; columns: the granted ones, none where all are."""

    rows: str
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.columns:
            return self.rows
        few = len(self.columns) <= 3
        return f"{self.rows} ({', '.join(self.columns) if few else f'{len(self.columns)} columns'})"


Key = tuple[FactId, str, str]  # relation, role, command
Access = dict[Key, Reach]


@dataclass(frozen=True, slots=True)
class Change:
    """One role's access to one relation, for the commands it changes for. Of what is absent nothing is reached."""

    relation: FactId
    role: str
    commands: tuple[str, ...]
    old: Reach | None
    new: Reach | None

    def __str__(self) -> str:
        return self.said(self.relation.path)

    def said(self, where: str) -> str:
        """As a sentence; `where` may be many relations that change alike."""
        what = ", ".join(self.commands)
        if self.old is None:
            return f"{self.role} gains {what} on {where}: {_rows(self.new)}"
        if self.new is None:
            return f"{self.role} loses {what} on {where}"
        return f"{self.role}: {what} on {where}: {_rows(self.old)} -> {_rows(self.new)}"


def _rows(reach: Reach | None) -> str:
    assert reach is not None
    columns = f" in {', '.join(reach.columns)}" if reach.columns else ""
    return f"{reach.rows} rows{columns}"


def access(facts: Mapping[FactId, Fact], bypassing: Collection[str]) -> Access:
    """What each role that a grant names reaches. `bypassing`: roles that row-level security does not hold for."""
    parts: dict[FactId, list[Fact]] = {}
    for fact in facts.values():
        if fact.id.parent is not None:
            parts.setdefault(fact.id.parent, []).append(fact)
    out: Access = {}
    for fact in facts.values():
        if fact.id.kind in RELATIONS and fact.id.parent is None:
            out |= _of(fact, parts, bypassing)
    return out


def changes(old: Access, new: Access) -> list[Change]:
    """What differs, commands that change alike together, in a fixed order."""
    found: dict[tuple[FactId, str, Reach | None, Reach | None], list[str]] = {}
    for relation, role, command in {**old, **new}:
        key = (relation, role, command)
        if old.get(key) != new.get(key):
            found.setdefault((relation, role, old.get(key), new.get(key)), []).append(command)
    alike = [
        Change(relation, role, tuple(name for name in COMMANDS if name in names), was, now)
        for (relation, role, was, now), names in found.items()
    ]
    return sorted(alike, key=lambda each: (sort_key(each.relation), each.role, COMMANDS.index(each.commands[0])))


def _of(relation: Fact, parts: Mapping[FactId, list[Fact]], bypassing: Collection[str]) -> Access:
    whole = _rights(relation.id, parts)
    columns = {part.id.name: _rights(part.id, parts) for part in parts.get(relation.id, ()) if part.id.kind == "column"}
    policies = [part for part in parts.get(relation.id, ()) if part.id.kind == "policy"]
    out: Access = {}
    for role in sorted({*whole, *(role for rights in columns.values() for role in rights)}):
        for command in COMMANDS:
            names = _columns(command, role, whole, columns)
            rows = _reached(relation, policies, role, command, bypassing) if names is not None else ""
            if rows and names is not None:
                out[relation.id, role, command] = Reach(rows, names)
    return out


def _rights(about: FactId, parts: Mapping[FactId, list[Fact]]) -> dict[str, frozenset[str]]:
    for part in parts.get(about, ()):
        if part.id.kind == "grants":
            rights = grants.rights(part.payload, about.kind, _MAJOR)
            return {role: plain for role, (plain, _) in rights.items() if role != grants.OWNER and plain}
    return {}


def _columns(
    command: str,
    role: str,
    whole: Mapping[str, frozenset[str]],
    columns: Mapping[str, Mapping[str, frozenset[str]]],
) -> tuple[str, ...] | None:
    """The columns that the privilege is for: () for all of them, None where it is for nothing."""
    holders = (role, PUBLIC)
    if any(command in whole.get(holder, ()) for holder in holders):
        return ()
    some = [name for name, rights in columns.items() if any(command in rights.get(holder, ()) for holder in holders)]
    return tuple(some) or None


def _reached(relation: Fact, policies: list[Fact], role: str, command: str, bypassing: Collection[str]) -> str:
    if relation.id.kind == "view" and _is_invoker(relation):
        return "some"
    if not relation.payload.get("rls") or role in bypassing:
        return "all"
    mine = [
        policy.payload
        for policy in policies
        if policy.payload.get("for", "all") in ("all", command)
        and not {role, PUBLIC}.isdisjoint(policy.payload.get("to") or [PUBLIC])
    ]
    permissive = [payload for payload in mine if payload.get("as") != "restrictive"]
    if not permissive:
        return ""
    every = any(_always(payload, command) for payload in permissive)
    return "all" if every and len(permissive) == len(mine) else "some"


def _always(policy: Mapping[str, Any], command: str) -> bool:
    using = policy.get("using", "true")
    check = policy.get("check", using)
    asked = {"select": (using,), "delete": (using,), "insert": (check,), "update": (using, check)}[command]
    return all(_TRUE.fullmatch(str(text)) for text in asked)


def _is_invoker(view: Fact) -> bool:
    said = (view.payload.get("options") or {}).get("security_invoker", "")
    return str(said).lower() in ("true", "on", "1", "yes")
