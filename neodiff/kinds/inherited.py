"""What a table has because another has it: columns, NOT NULL, defaults, checks, a partition's indexes and foreign keys.

Facts hold of a child only what is its own, as YAML does. `expand` adds what it has from its parents, `reduce` takes it off
what the catalog says; both ask the same rules. Must not know how anything of it is made or changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from neodiff.facts import Fact, FactBase, FactId, Payload
from neodiff.kinds import family
from neodiff.kinds.base import name_sql
from neodiff.sql import generated_name

# Of a column; everything else that a column has is the child's own business.
_COLUMN: Final = ("type", "collation", "generated", "virtual", "storage", "compression")
_INDEX_OWN: Final = ("cluster", "replica_identity", "statistics", "invalid", "partition_of", "only")
# How YAML says that a child has not what its parent has.
_NOT: Final[Mapping[str, Any]] = {"not_null": False, "storage": "default", "compression": "default", "options": {}}
# What the catalog's queries say beside a payload: that a fact, or a column's NOT NULL, is not the child's own.
KIN: Final = "kin"
KIN_NOT_NULL: Final = "kin_not_null"
NO_DEFAULT: Final = "NULL"


@dataclass(slots=True)
class Whole:
    """All that tables have, from wherever.

    origin:  fact of a child -> the facts of its parents that it comes from, or goes with
    local:   those of them that are the child's own as well, and stay when the parent's go
    parents: child -> the tables it has anything from, outer ones first
    """

    base: FactBase
    origin: dict[FactId, tuple[FactId, ...]] = field(default_factory=dict)
    local: set[FactId] = field(default_factory=set)
    parents: dict[FactId, tuple[FactId, ...]] = field(default_factory=dict)


def expand(base: FactBase, *, names: bool) -> Whole:
    """The base with all that children have. `names`: NOT NULL constraints have names (PostgreSQL 18)."""
    kin = _kin(base)
    out = Whole(base)
    if not kin:
        return out
    whole = replace(base, facts=dict(base.facts), needs=defaultdict(set), owned=defaultdict(set))
    for copied, edges in ((whole.needs, base.needs), (whole.owned, base.owned)):
        copied.update({fact_id: set(others) for fact_id, others in edges.items()})
    out.base = whole
    rules = _Rules(whole, names)
    for child, parents in kin.items():
        out.parents[child] = parents
        for fact, origin in [*rules.columns(child, parents), *rules.rest(child, parents)]:
            mine = base.facts.get(fact.id)
            if (mine is not None and "type" in mine.payload) or (mine is not None and fact.id.kind == "check"):
                out.local.add(fact.id)
            else:
                whole.facts[fact.id] = fact if mine is None else _with_own(fact, mine)
            out.origin[fact.id] = origin
            rules.added(fact.id)
        _defaults(out, base, rules, child)
    _triggers(out)
    _needs(out)
    return out


def given(whole: Whole, child: FactId, *, names: bool) -> dict[FactId, Payload]:
    """The columns of a child as its parents alone would have them."""
    rules = _Rules(whole.base, names)
    return {fact.id: fact.payload for fact, _ in rules.columns(child, whole.parents[child])}


def _kin(base: FactBase) -> dict[FactId, tuple[FactId, ...]]:
    """child -> what it has its columns from, as far as that is known; parents before children."""
    direct: dict[FactId, tuple[FactId, ...]] = {}
    for fact_id, fact in base.facts.items():
        if fact_id.kind == "table" and (of := [*family.parents(fact), *filter(None, [family.typed(fact)])]):
            direct[fact_id] = tuple(parent for parent in of if parent in base.facts)
    out: dict[FactId, tuple[FactId, ...]] = {}

    def visit(child: FactId, above: tuple[FactId, ...]) -> None:
        if child in out or child in above or child not in direct:
            return
        for parent in direct[child]:
            visit(parent, (*above, child))
        out[child] = direct[child]

    for child in sorted(direct):
        visit(child, ())
    return out


class _Rules:
    """What children have of the facts in `base`, which must be whole for their parents."""

    def __init__(self, base: FactBase, names: bool) -> None:
        self.base, self.names = base, names
        self.children = base.children()

    def added(self, fact_id: FactId) -> None:
        if fact_id.parent is not None and fact_id not in self.children[fact_id.parent]:
            self.children[fact_id.parent].append(fact_id)

    def of(self, table: FactId, *kinds: str) -> list[Fact]:
        return [self.base[child] for child in self.children.get(table, ()) if child.kind in kinds]

    def columns(self, child: FactId, parents: tuple[FactId, ...]) -> list[tuple[Fact, tuple[FactId, ...]]]:
        """Columns as the child has them from all its parents, defaults apart."""
        found: dict[str, tuple[Fact, list[FactId]]] = {}
        for parent in parents:
            if parent.kind == "composite":
                for order, (name, attribute) in enumerate(self.base[parent].payload["attributes"].items(), 1):
                    payload = {key: value for key, value in attribute.items() if key in _COLUMN}
                    found[name] = (Fact(FactId("column", "", name, child), payload, order), [parent])
                continue
            keyed = {name for key in self.of(parent, "primary_key") for name in key.payload.get("columns", ())}
            for column in sorted(self.of(parent, "column"), key=lambda fact: fact.order):
                payload = {key: column.payload[key] for key in _COLUMN if key in column.payload}
                if (spec := self._not_null(column, column.id.name in keyed, child)) is not None:
                    payload["not_null"] = spec
                if column.id.name in found:
                    first, origin = found[column.id.name]
                    first.payload = {**payload, **first.payload}
                    origin.append(column.id)
                else:
                    fact = Fact(FactId("column", "", column.id.name, child), payload, len(found) + 1)
                    found[column.id.name] = (fact, [column.id])
        return [(fact, tuple(origin)) for fact, origin in found.values()]

    def _not_null(self, column: Fact, keyed: bool, child: FactId) -> Any:
        """A child's constraint has the name of its parent's (MergeAttributes() in commands/tablecmds.c)."""
        spec = column.payload.get("not_null") or keyed or "identity" in column.payload
        if not spec or (isinstance(spec, dict) and spec.get("no_inherit")):
            return None
        if not self.names:
            return True
        assert column.id.parent is not None
        own = spec if isinstance(spec, dict) else {}
        name = own.get("name") or generated_name(column.id.parent.name, column.id.name, label="not_null")
        rest = {"name": name, **({"not_valid": True} if own.get("not_valid") else {})}
        if name == generated_name(child.name, column.id.name, label="not_null"):
            del rest["name"]
        return rest or True

    def rest(self, child: FactId, parents: tuple[FactId, ...]) -> Iterator[tuple[Fact, tuple[FactId, ...]]]:
        """Checks; of a partition foreign keys, and its parts of partitioned indexes."""
        for parent in parents:
            for check in self.of(parent, "check"):
                if not check.payload.get("no_inherit"):
                    yield Fact(check.id._replace(parent=child), dict(check.payload)), (check.id,)
        if "partition_of" not in self.base[child].payload:
            return
        for parent in parents:
            for key in self.of(parent, "foreign_key"):
                yield Fact(key.id._replace(parent=child), dict(key.payload)), (key.id,)
            attached = self.attached(child)
            for index in self.of(parent, *family.INDEXES):
                mine = attached.get((parent.schema, index.id.name))
                if mine is None and index.payload.get("only"):
                    continue
                payload = self.part(index, parent)
                name = family.index_name(child, index.id.kind, payload)
                fact_id = mine.id if mine is not None else FactId(index.id.kind, "", name, child)
                yield Fact(fact_id, payload), (index.id,)

    def attached(self, child: FactId) -> dict[tuple[str, str], Fact]:
        """The child's indexes by the index (schema, name) that each is attached to."""
        out = {}
        for index in self.of(child, *family.INDEXES):
            if "partition_of" in index.payload:
                parent = family.named(index.payload["partition_of"], self._schema(child), "index")
                out[parent.schema, parent.name] = index
        return out

    def _schema(self, child: FactId) -> str:
        return next((parent.schema for parent in family.parents(self.base[child])), child.schema)

    @staticmethod
    def part(index: Fact, parent: FactId) -> Payload:
        """A partition's part of a partitioned index."""
        name = name_sql(FactId("index", parent.schema, index.id.name))
        kept = {key: value for key, value in index.payload.items() if key not in _INDEX_OWN}
        return {**kept, "partition_of": name}


def _with_own(fact: Fact, mine: Fact) -> Fact:
    if "columns" in mine.payload and "partition_of" in mine.payload:  # a key that is attached to a plain index
        return Fact(fact.id, {**mine.payload, "partition_of": fact.payload["partition_of"]}, mine.order)
    payload = {**fact.payload, **{key: value for key, value in mine.payload.items() if key != "partition_of"}}
    for key, nothing in _NOT.items():
        if key in payload and payload[key] == nothing:
            del payload[key]
    return Fact(fact.id, payload, fact.order if "type" in fact.payload else mine.order)


def _defaults(out: Whole, base: FactBase, rules: _Rules, child: FactId) -> None:
    """A child has its parent's default, unless it has one of its own; NULL is none."""
    for column in [fact for fact in rules.of(child, "column") if fact.id in out.origin]:
        fact_id = FactId("default", "", "", column.id)
        above = [FactId("default", "", "", parent) for parent in out.origin[column.id]]
        mine = base.facts.get(fact_id)
        given = next((out.base[default] for default in above if default in out.base), None)
        if given is not None or mine is not None:
            out.origin[fact_id] = tuple(default for default in above if default in out.base)
        if mine is not None and mine.payload["expression"].strip().upper() == NO_DEFAULT:
            del out.base.facts[fact_id]
        elif mine is None and given is not None and not {"generated", "identity"} & column.payload.keys():
            out.base.facts[fact_id] = Fact(fact_id, dict(given.payload))
        rules.added(fact_id)


def _triggers(out: Whole) -> None:
    """A partition has its parent's row triggers; a fact of its own says only whether one is enabled there."""
    for fact_id, fact in out.base.facts.items():
        if fact_id.kind == "trigger" and "function" not in fact.payload and fact_id.parent in out.parents:
            out.origin[fact_id] = tuple(fact_id._replace(parent=parent) for parent in out.parents[fact_id.parent])


def _origins(out: Whole, fact_id: FactId) -> Iterator[FactId]:
    for parent in out.origin.get(fact_id, ()):
        yield parent
        yield from _origins(out, parent)


def _needs(out: Whole) -> None:
    """What an inherited fact needs, and what needs it: the catalog's edges name the parent's and the child."""
    needs, own = out.base.needs, defaultdict[FactId, list[FactId]](list)
    for fact_id, origin in out.origin.items():
        if fact_id.kind != "trigger":
            for parent in [parent for parent in origin if parent.kind != "composite"]:
                own[parent].append(fact_id)
    for fact_id, origin in list(out.origin.items()):
        mapped = {
            next((mine for mine in own.get(needed, ()) if mine.root == fact_id.root), needed)
            for parent in origin
            for needed in needs.get(parent, ())
            if not parent.inside(needed)
        }
        tied = () if fact_id in out.local or fact_id.kind in family.INDEXES else origin
        needs[fact_id] |= {fact_id.root, *tied, *(needed for needed in mapped if needed != fact_id)}
        if fact_id.kind in family.INDEXES:
            needs[fact_id] -= set(_origins(out, fact_id))
        if fact_id.kind == "default" and fact_id.parent is not None:
            needs[fact_id].add(fact_id.parent)
    for fact_id in out.base.facts:
        for needed in list(needs.get(fact_id, ())):
            needs[fact_id] |= {
                mine
                for mine in own.get(needed, ())
                if mine.root in needs[fact_id] and not mine.inside(fact_id) and not fact_id.inside(mine)
            }


def reduce(base: FactBase, *, names: bool, identities: bool) -> None:
    """Leave children what is their own. `identities`: partitions have their parent's (PostgreSQL 17)."""
    kin = _kin(base)
    marks = {fact_id: fact.payload.pop(KIN) for fact_id, fact in base.facts.items() if KIN in fact.payload}
    inherited = {f for f, fact in base.facts.items() if f.kind == "column" and fact.payload.pop(KIN_NOT_NULL, False)}
    if not kin:
        return
    rules = _Rules(base, names)
    origin: dict[FactId, tuple[FactId, ...]] = {}
    left: dict[FactId, Payload] = {}
    for child, parents in kin.items():
        for fact, above in [*rules.columns(child, parents), *rules.rest(child, parents)]:
            mine = base.facts.get(fact.id)
            if mine is None or (mine.id.kind not in family.INDEXES and marks.get(mine.id) is None):
                continue
            origin[fact.id] = above
            left[fact.id] = _own(mine, fact, above, marks.get(mine.id), child)
            if mine.id.kind in family.INDEXES and base[above[0]].payload.get("only") and not left[fact.id]:
                left[fact.id] = {"partition_of": mine.payload["partition_of"]}  # others may have no part
            if names and marks.get(mine.id) == "local" and mine.id in inherited and "not_null" in fact.payload:
                left[fact.id].pop("not_null", None)
            if identities and fact.id.kind == "column" and "partition_of" in base[child].payload:
                left[fact.id].pop("identity", None)
        for key in [fact for fact in rules.of(child, "foreign_key") if marks.get(fact.id)]:
            left.setdefault(key.id, {})  # under another name than the parent's, which no dump tells
            origin.setdefault(key.id, parents)
        _own_defaults(base, rules, child, origin, left)
        for trigger in [fact for fact in rules.of(child, "trigger") if marks.get(fact.id)]:
            above = tuple(trigger.id._replace(parent=parent) for parent in parents)
            given = next((base[parent].payload.get("enabled", "origin") for parent in above if parent in base), "")
            mine_is = trigger.payload.get("enabled", "origin")
            origin[trigger.id], left[trigger.id] = above, {"enabled": mine_is} if mine_is != given else {}
    gone = {fact_id for fact_id, payload in left.items() if not payload}
    _redirect(base, {fact_id: above for fact_id, above in origin.items() if marks.get(fact_id) != "local"}, gone)
    for child, parents in kin.items():
        base.owned[child] -= set(parents)
    for fact_id, payload in left.items():
        if payload:
            base.facts[fact_id] = Fact(fact_id, payload, base[fact_id].order if fact_id in base else 0)
            base.needs[fact_id].add(fact_id.root)
        else:
            base.facts.pop(fact_id, None)


def _own(mine: Fact, fact: Fact, above: tuple[FactId, ...], mark: str | None, child: FactId) -> Payload:
    """What of the fact is the child's own; nothing where all of it is its parent's."""
    if mark == "local":
        return dict(mine.payload)
    if mine.id.kind in ("check", "foreign_key"):
        return {}
    given = fact.payload
    own = {key: value for key, value in mine.payload.items() if given.get(key) != value}
    if "not_null" in own and given.get("not_null") == own["not_null"]:
        del own["not_null"]
    own |= {key: nothing for key, nothing in _NOT.items() if key in given and key not in mine.payload}
    if mine.id.kind == "column":
        return {key: value for key, value in own.items() if key not in ("type", "collation")}
    if above[0].kind != mine.id.kind:
        return dict(mine.payload)  # a key that is attached to a plain index
    if not own and mine.id.name == family.index_name(child, mine.id.kind, given):
        return {}
    return {"partition_of": mine.payload["partition_of"], **own}


def _own_defaults(
    base: FactBase,
    rules: _Rules,
    child: FactId,
    origin: dict[FactId, tuple[FactId, ...]],
    left: dict[FactId, Payload],
) -> None:
    for column in [fact for fact in rules.of(child, "column") if fact.id in origin]:
        fact_id = FactId("default", "", "", column.id)
        above = tuple(FactId("default", "", "", parent) for parent in origin[column.id])
        given = next((base[default].payload for default in above if default in base), None)
        mine = base.facts.get(fact_id)
        if given is None:
            continue
        origin[fact_id] = tuple(default for default in above if default in base)
        if mine is not None:
            left[fact_id] = {} if mine.payload == given else dict(mine.payload)
        elif "generated" not in column.payload:
            left[fact_id] = {"expression": NO_DEFAULT}


def _above(fact_id: FactId) -> Iterator[FactId]:
    at = fact_id.parent
    while at is not None:
        yield at
        at = at.parent


def _redirect(base: FactBase, origin: Mapping[FactId, tuple[FactId, ...]], gone: set[FactId]) -> None:
    """Edges to what is no fact of the child lead to the parent's, and to the child itself."""

    def above(fact_id: FactId, *, also: bool) -> set[FactId]:
        out = {fact_id} if also and fact_id not in gone else set()
        for parent in origin.get(fact_id, ()):
            out |= above(parent, also=True)
        return out

    higher = {fact_id: above(fact_id, also=False) for fact_id in origin}
    for fact_id in list(base.facts):
        inside = {other for other in _above(fact_id) if other in higher}
        for needed in [*(needed for needed in base.needs.get(fact_id, ()) if needed in higher), *inside]:
            base.needs[fact_id] |= higher[needed] | {needed.root}
            if needed in inside or needed in base.owned.get(fact_id, ()):
                base.owned[fact_id] |= {other for other in higher[needed] if other.kind != "composite"}
        if fact_id in higher:
            base.needs[fact_id] |= higher[fact_id]
            base.owned[fact_id] |= {other for other in higher[fact_id] if other.kind != "composite"}
        base.needs[fact_id] -= gone
        base.owned[fact_id] -= gone
        base.needs[fact_id].discard(fact_id)
