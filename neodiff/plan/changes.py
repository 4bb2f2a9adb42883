"""Deltas -> what is created, dropped, altered, replaced: the rule table applied, and replacement carried to all dependents.

PostgreSQL drops nothing here by itself: no CASCADE is ever written, so whatever stands on a replaced object is replaced too
and gets back its grants, comments, owner and options, being facts like all others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from neodiff.deparsed import reread
from neodiff.facts import FactBase, FactId
from neodiff.kinds import ROOM
from neodiff.kinds.base import Alter, Change, Env, Sql
from neodiff.kinds.column import retype
from neodiff.plan.diff import Delta, diff
from neodiff.plan.families import Families, families
from neodiff.plan.settle import Settle
from neodiff.plan.ties import referenced, twins
from neodiff.sql import ident

TYPES: Final = frozenset(("enum", "domain", "composite"))
# ALTER COLUMN ... TYPE is refused (0A000) while one of these uses the column; a default does not survive it unchanged.
_BROKEN_BY_TYPE: Final = frozenset(
    ("view", "materialized_view", "policy", "trigger", "default", "function", "procedure", "column", "owned_by")
)
# These PostgreSQL makes again itself, from what it prints of them.
_READ_AGAIN: Final = frozenset(("check", "index", "exclusion"))
_RETYPES: Final = frozenset(("type", "collation", "generated", "virtual"))


@dataclass(slots=True)
class Changes:
    """`altered` holds the statements of each fact altered in place; `swapped` are types whose columns keep their data.

    Where tables have something from others, both bases have all of it, and `kin` says what follows by itself.
    """

    old: FactBase
    new: FactBase
    created: set[FactId] = field(default_factory=set)
    dropped: set[FactId] = field(default_factory=set)
    altered: dict[FactId, list[Sql]] = field(default_factory=dict)
    swapped: set[FactId] = field(default_factory=set)
    kin: Families | None = None

    @property
    def replaced(self) -> set[FactId]:
        return self.created & self.dropped


def changes(old: FactBase, new: FactBase, env: Env) -> Changes:
    """Decide for every delta, then follow the dependents of all that is replaced."""
    kin = families(old, new, env)
    old, new = kin.old.base, kin.new.base
    out = Changes(old, new, kin=kin)
    pending: list[FactId] = [*kin.remade]
    for delta in diff(old, new):
        if kin.follows(delta.id):
            continue
        if delta.old is None:
            out.created.add(delta.id)
        elif delta.new is None:
            out.dropped.add(delta.id)
        else:
            statements = alter(Change(delta.old, delta.new, delta.attrs, env, kin.parent(delta.id)))
            if statements is None or _in_use(delta, old):
                pending.append(delta.id)
            else:
                out.altered[delta.id] = statements
    _close(out, pending, env)
    Settle(kin, out.created, out.dropped, out.altered, alter).run()
    twins(kin, out.created)
    referenced(kin, out.dropped)
    return out


def _in_use(delta: Delta, old: FactBase) -> bool:
    """ALTER TYPE ... ALTER ATTRIBUTE is refused while a column has the type: then it is replaced, and its columns follow."""
    if delta.id.kind != "composite" or delta.old is None or delta.new is None:
        return False
    was, now = delta.old.payload["attributes"], delta.new.payload["attributes"]
    retyped = any(name in now and now[name] != attribute for name, attribute in was.items())
    return retyped and any(delta.id in needed for other, needed in old.needs.items() if other.kind == "column")


def alter(change: Change) -> list[Sql] | None:
    """The statements for every attribute that differs, each rule asked once; None where one of them says replace."""
    rules = ROOM[change.id.kind].ALTER
    chosen: dict[Alter, str] = {}
    for attr in sorted(change.attrs):
        rule = rules.get(attr) or rules.get("*")
        if rule is None:
            raise AssertionError(f"no rule for attribute {attr!r} of {change.id.kind}")
        chosen.setdefault(rule, attr)
    out: list[Sql] = []
    for rule in sorted(chosen, key=lambda rule: list(rules.values()).index(rule)):
        statements = rule(change)
        if statements is None:
            return None
        out += statements
    return out


def _close(out: Changes, pending: list[FactId], env: Env) -> None:
    dependents: dict[FactId, set[FactId]] = defaultdict(set)
    for fact_id, needed in out.old.needs.items():
        for other in needed:
            dependents[other].add(fact_id)
    seen: set[FactId] = set()

    def visit(fact_id: FactId) -> None:
        if fact_id in out.new and fact_id in out.old and fact_id not in seen:
            pending.append(fact_id)

    _grant_columns_again(out, env)
    for fact_id in list(out.altered):
        _break_dependents(fact_id, out, dependents, pending)
    # What is dropped takes along whoever is kept but stands on it.
    for fact_id in list(out.dropped):
        for other in dependents[fact_id]:
            if other in out.new and other not in out.altered and other.kind not in ("owner", "grants", "comment"):
                visit(other)
    while pending:
        fact_id = pending.pop()
        if fact_id in seen:
            continue
        seen.add(fact_id)
        out.altered.pop(fact_id, None)
        out.created.add(fact_id)
        out.dropped.add(fact_id)
        for other in dependents[fact_id]:
            if fact_id.kind in TYPES and other.kind == "column" and other in out.new and other not in seen:
                out.swapped.add(fact_id)
                _retype(other, out, env)
                _break_dependents(other, out, dependents, pending)
            else:
                visit(other)


def _grant_columns_again(out: Changes, env: Env) -> None:
    """REVOKE on a table takes the same privileges from its columns: what columns grant is granted anew after it."""
    tables = {fact_id.parent for fact_id, run in out.altered.items() if fact_id.kind == "grants" and _revokes(run)}
    for fact_id, fact in out.new.facts.items():
        column = fact_id.parent
        if fact_id.kind != "grants" or column is None or column.kind != "column" or column.parent not in tables:
            continue
        if fact_id in out.old and fact_id not in out.created:
            own = out.altered.get(fact_id, [])
            out.altered[fact_id] = [sql for sql in own if _revokes([sql])] + ROOM["grants"].create(fact, (), env)


def _revokes(run: list[Sql]) -> bool:
    return any(str(sql).startswith("revoke") for sql in run)


def _break_dependents(
    fact_id: FactId, out: Changes, dependents: dict[FactId, set[FactId]], pending: list[FactId]
) -> None:
    """What must go before a column changes its type, and come back after."""
    old, new = out.old[fact_id], out.new[fact_id]
    if fact_id.kind != "column" or (old.payload == new.payload and not (out.old.needs[fact_id] & out.swapped)):
        return
    differing = {key for key in {*old.payload, *new.payload} if old.payload.get(key) != new.payload.get(key)}
    if not differing & _RETYPES and not out.old.needs[fact_id] & out.swapped:
        return
    for other in dependents[fact_id]:
        if other not in out.new or other not in out.old or _keeps(other, out):
            continue
        if other.kind == "column" and out.kin is not None and fact_id in out.kin.new.origin.get(other, ()):
            continue  # a child's changes with it
        if other.kind in _BROKEN_BY_TYPE or (other.kind in _READ_AGAIN and reread(out.new[other].payload)):
            pending.append(other)


def _keeps(fact_id: FactId, out: Changes) -> bool:
    """A routine with a string body, or a sequence's owner, does not mind a column's type."""
    if fact_id.kind in ("function", "procedure"):
        return "atomic" not in out.old[fact_id].payload
    return fact_id.kind == "owned_by"


def _retype(column: FactId, out: Changes, env: Env) -> None:
    """Move the column's values from the old type of that name to the new one, by their text."""
    old, new = out.old[column], out.new[column]
    if "generated" in new.payload:
        return
    array = "[]" if str(new.payload["type"]).endswith("[]") else ""
    using = f"{ident(column.name)}::text{array}::{new.payload['type']}"
    before = out.altered.get(column)
    differing = frozenset(key for key in {*old.payload, *new.payload} if old.payload.get(key) != new.payload.get(key))
    own = retype(Change(old, new, differing, env), using)
    out.altered[column] = own if not before else own + [sql for sql in before if sql not in own]
