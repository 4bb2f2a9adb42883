"""Deltas -> what is created, dropped, altered, replaced: the rule table applied, and replacement carried to all dependents.

PostgreSQL drops nothing here by itself: no CASCADE is ever written, so whatever stands on a replaced object is replaced too
and gets back its grants, comments, owner and options, being facts like all others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import ROOM, casts, composite, foreign_child
from neodiff.kinds.base import Alter, Change, Env, Sql, name_sql
from neodiff.kinds.column import retype
from neodiff.plan.broken import break_dependents, break_users
from neodiff.plan.changed import SATELLITES, TYPES, Changes
from neodiff.plan.claims import succeeded
from neodiff.plan.diff import Delta, diff
from neodiff.plan.families import families, key_columns, rekeyed
from neodiff.plan.settle import Settle
from neodiff.plan.spelled import spelled
from neodiff.plan.ties import referenced, twins
from neodiff.sql import ident

_PARKED: Final = frozenset(("range", "type"))


def changes(old: FactBase, new: FactBase, env: Env) -> Changes:
    """Decide for every delta, then follow the dependents of all that is replaced."""
    old, new = spelled(old, new, env.major)
    keyed: set[FactId] = set()
    while True:
        out = _decided(old, new, env, keyed)
        found = keyed | _keyed_by(out)
        if found == keyed:
            break
        keyed = found  # tables that are made again have partitions to detach, which families() says
    kin = out.kin
    assert kin is not None
    _store_as_type(out, env)
    Settle(kin, out.created, out.dropped, out.altered, alter).run()
    twins(kin, out.created)
    referenced(kin, out.dropped)
    return out


def _keyed_by(out: Changes) -> set[FactId]:
    """Partitioned tables that are made again, or have to be: with a type in their key that is."""
    types = out.moved
    moved = {fact_id for fact_id, needed in out.old.needs.items() if not types.isdisjoint(needed)} if types else set()
    return {
        table
        for table, fact in out.old.facts.items()
        if "partition_by" in fact.payload
        and table in out.new
        and (table in out.replaced or not moved.isdisjoint(key_columns(out.old, table)))
    }


def _decided(old: FactBase, new: FactBase, env: Env, keyed: set[FactId]) -> Changes:
    kin = families(old, new, env, keyed)
    old, new = kin.old.base, kin.new.base
    out = Changes(old, new, kin=kin)
    pending = [
        *kin.remade,
        *(i for i in old.facts if i.kind == "table" and (i in keyed or rekeyed(old, new, i))),
        *foreign_child.shaken(old, new),
    ]
    deltas = [delta for delta in diff(old, new) if not kin.follows(delta.id)]
    once = {delta.id for delta in deltas if delta.old is None or delta.new is None}
    for delta in deltas:
        if delta.old is None:
            out.created.add(delta.id)
        elif delta.new is None:
            out.dropped.add(delta.id)
        else:
            attrs = delta.attrs - _by_itself(delta.old, delta.new, once)
            statements = alter(Change(delta.old, delta.new, attrs, env, kin.parent(delta.id)))
            if statements is None or _in_use(delta, old):
                pending.append(delta.id)
            else:
                out.altered[delta.id] = statements
    _close(out, pending, env)
    return out


def _store_as_type(out: Changes, env: Env) -> None:
    """ALTER TYPE ... SET (storage = ...) leaves its columns as they are: those that say nothing of their own follow."""
    for about in [about for about in out.altered if about.kind == "type"]:
        was, now = (str(side[about].payload.get("storage", "plain")) for side in (out.old, out.new))
        for column, needed in out.old.needs.items() if was != now else ():
            if about in needed and column.kind == "column" and column in out.new and column not in out.created:
                old, new = out.old[column], out.new[column]
                scalar = not str(old.payload["type"]).endswith("[]")
                if scalar and "storage" not in {**old.payload, **new.payload}:
                    wanted = Fact(column, {**new.payload, "storage": now})
                    change = Change(old, wanted, frozenset(("storage",)), env)
                    out.altered[column] = [*out.altered.get(column, ()), *ROOM["column"].ALTER["storage"](change)]


def _by_itself(old: Fact, new: Fact, once: set[FactId]) -> set[str]:
    """Attributes that come or go with another fact, which is on one side only."""
    linked = getattr(ROOM[old.id.kind], "linked", None)
    if linked is None:
        return set()
    had, has = linked(old), linked(new)
    return {attr for attr in had.keys() ^ has.keys() if {**had, **has}[attr] in once}


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
    pending += _tightened(out, dependents)
    for fact_id in list(out.altered):
        break_dependents(fact_id, out, dependents, pending)
        break_users(fact_id, out, dependents, pending)
    # What is dropped takes along whoever is kept but stands on it.
    places = succeeded((out.old[i] for i in out.dropped - out.created), (out.new[i] for i in out.created - out.dropped))
    for fact_id in list(out.dropped):
        first = not places.isdisjoint((fact_id, fact_id.root))  # to be gone before anything becomes what it will be
        for other in dependents[fact_id]:
            stands = other in out.new and other.kind not in SATELLITES
            if stands and (other not in out.altered or (first and other.kind != "column")):
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
            if fact_id.kind in TYPES and _stays(other, out) and other not in seen:
                if _parks(fact_id, out.old):
                    out.parked.setdefault(fact_id, set()).add(other)
                else:
                    out.swapped.add(fact_id)
                _retype(other, out, env, fact_id)
                break_dependents(other, out, dependents, pending)
            else:
                visit(other)
    _swap_with(out)
    out.inside = {i for i in out.swapped if i.kind == "composite" and any(_made_of(i, o, out) for o in dependents[i])}


def _made_of(fact_id: FactId, other: FactId, out: Changes) -> bool:
    """Are values of the one in the other, but for a column of that very type?"""
    return other.kind in TYPES or (other.kind == "column" and not _very(fact_id, other, out))


def _very(fact_id: FactId, column: FactId, out: Changes) -> bool:
    return column in out.new and all(
        side[column].payload.get("type") == name_sql(fact_id) for side in (out.old, out.new)
    )


def _tightened(out: Changes, dependents: dict[FactId, set[FactId]]) -> Iterator[FactId]:
    """Domains that get a constraint while a column has them inside its type, where ALTER DOMAIN is refused (0A000)."""
    checked = {
        i.parent
        for i, fact in out.new.facts.items()
        if i.kind == "check"
        and not fact.payload.get("not_valid")
        and ((was := out.old.get(i)) is None or was.payload != fact.payload)
    }
    for fact_id in [i for i in out.old.facts if i.kind == "domain" and i in out.new]:
        added = "not_null" in out.new[fact_id].payload and "not_null" not in out.old[fact_id].payload
        if (added or fact_id in checked) and _inside_others(fact_id, out, dependents):
            yield fact_id


def _inside_others(fact_id: FactId, out: Changes, dependents: dict[FactId, set[FactId]]) -> bool:
    """Has a column an array, a row or a range of it?"""
    for other in dependents[fact_id]:
        if other.kind == "column" and str(out.old[other].payload.get("type", "")).endswith("[]"):
            return True
        if other.kind == "domain" and _inside_others(other, out, dependents):
            return True
        if other.kind in ("composite", "range", "table") and any(user.kind == "column" for user in dependents[other]):
            return True
    return False


def _swap_with(out: Changes) -> None:
    """What a type that is swapped is made of is swapped too: the old one needs it until its columns have moved."""
    pending = list(out.swapped)
    while pending:
        for needed in out.old.needs.get(pending.pop(), ()):
            if needed.kind in TYPES and needed in out.replaced and needed not in out.moved:
                out.swapped.add(needed)
                pending.append(needed)


def _stays(column: FactId, out: Changes) -> bool:
    """Is it a column whose values move to the new type? Computed ones are computed again."""
    return column.kind == "column" and column in out.new and "generated" not in out.new[column].payload


def _parks(fact_id: FactId, old: FactBase) -> bool:
    """A domain or composite type over such a type must go before that goes."""
    needed = (other for other in old.needs.get(fact_id, ()) if other.kind in TYPES and other != fact_id)
    return fact_id.kind in _PARKED or any(_parks(other, old) for other in needed)


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


def _retype(column: FactId, out: Changes, env: Env, kind: FactId) -> None:
    """Move the column's values from the old type of that name to the new one: attribute by attribute, or by their text."""
    old, new = out.old[column], out.new[column]
    if "generated" in new.payload:
        return
    using = None
    if kind.kind == "composite" and _very(kind, column, out):
        using = composite.moved(column.name, out.old[kind], out.new[kind])
    elif kind.kind != "collation":
        using = casts.through_text(column.name, str(old.payload["type"]), str(new.payload["type"]))
    before = out.altered.get(column)
    differing = frozenset(key for key in {*old.payload, *new.payload} if old.payload.get(key) != new.payload.get(key))
    own = retype(Change(old, new, differing, env), using)
    assert column.parent is not None
    moves = f"alter table {name_sql(column.parent)} alter column {ident(column.name)} type "
    if before and any(str(sql).startswith(f"{own[0]} using ") for sql in before):
        return  # its type moves, and its collation with that
    out.altered[column] = own + [sql for sql in before or () if not str(sql).startswith(moves)]
