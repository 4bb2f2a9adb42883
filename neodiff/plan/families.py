"""Changes of tables that have something from other tables: what follows by itself, and what is done beside it.

PostgreSQL carries most changes of a parent to its children. Both sides are looked at with all that children have
(`kinds.inherited`); what then differs and follows from a statement on the parent is taken off again. Tables that change
their family are detached before everything else and attached after it, and stand alone meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from neodiff.facts import FactBase, FactId, Payload
from neodiff.kinds import family, foreign_child
from neodiff.kinds.base import Change, Env, Sql
from neodiff.kinds.inherited import Whole, expand, given
from neodiff.sql import generated_name, name_of, significant

# ALTER TABLE on the parent carries these to its children (ATPrepCmd() in commands/tablecmds.c).
_CARRIED: Final = ("type", "collation", "generated", "virtual", "storage", "not_null")
_FOLLOWS: Final = frozenset(("column", "check", "foreign_key", *family.INDEXES))
Alter = Callable[[Change], "list[Sql] | None"]
Node = tuple[str, FactId]


@dataclass(slots=True)
class Families:
    """Both sides whole, and how their tables come together.

    moved:   tables on both sides that change their family
    remade:  tables that only a new one can become: what is local once stays so
    apart:   new partitions that are made alone and then attached, since PARTITION OF would make something else
    made_by, gone_with: facts that another one's statement makes or drops
    instead: fact -> its statements, where they are not its room's
    order:   pairs of (verb, fact), the former before the latter
    """

    old: Whole
    new: Whole
    env: Env
    moved: set[FactId] = field(default_factory=set)
    remade: set[FactId] = field(default_factory=set)
    apart: set[FactId] = field(default_factory=set)
    made_by: dict[FactId, FactId] = field(default_factory=dict)
    gone_with: dict[FactId, FactId] = field(default_factory=dict)
    instead: dict[tuple[str, FactId], list[Sql]] = field(default_factory=dict)
    order: list[tuple[Node, Node]] = field(default_factory=list)
    given: dict[FactId, dict[FactId, Payload]] = field(default_factory=dict)

    def follows(self, fact_id: FactId) -> bool:
        """Is it for settle() to say what becomes of the fact?"""
        table = fact_id.root
        if fact_id.kind not in _FOLLOWS or table in self.moved:
            return False
        if table in self.apart and table not in self.old.base:
            return False
        states = {self.state(self.old, fact_id), self.state(self.new, fact_id)}
        return "inherited" in states or (fact_id.kind == "column" and states == {"local"})

    def maker(self, fact_id: FactId) -> FactId:
        """The fact in whose statement this one is made."""
        while fact_id in self.made_by:
            fact_id = self.made_by[fact_id]
        return fact_id

    @staticmethod
    def state(side: Whole, fact_id: FactId) -> str:
        """absent, own, local (own and inherited) or inherited."""
        if fact_id not in side.base:
            return "absent"
        if fact_id not in side.origin:
            return "own"
        return "local" if fact_id in side.local else "inherited"

    def parent(self, fact_id: FactId) -> bool:
        """Is it of a table that has children? An index: of a partitioned one?"""
        table = fact_id.root
        if fact_id.kind in family.INDEXES:
            return any(
                "partition_by" in side.base[table].payload for side in (self.old, self.new) if table in side.base
            )
        return any(
            table in side.base
            and ("partition_by" in side.base[table].payload or any(table in above for above in side.parents.values()))
            for side in (self.old, self.new)
        )

    def inherits(self, table: FactId) -> bool:
        """Has it children, each with rows and keys of its own?"""
        above = any(table in parents for parents in self.old.parents.values())
        above = above or any(table in family.parents(child) for child in foreign_child.children(self.old.base))
        return above and "partition_by" not in self.old.base[table].payload

    def rows_elsewhere(self) -> set[FactId]:
        """Facts whose values are kept with other facts': inherited columns, and tables that have only their partitions' rows."""
        out = {
            fact_id
            for fact_id in {*self.old.origin, *self.new.origin}
            if fact_id.kind == "column" and fact_id.root not in self.moved and fact_id not in self.old.local
        }
        return out | {table for table, fact in self.old.base.facts.items() if "partition_by" in fact.payload}


def families(old: FactBase, new: FactBase, env: Env, keyed: Collection[FactId] = ()) -> Families:
    """Both sides whole, with the tables that are to be detached and attached.

    keyed: partitioned tables that are made again for the sake of a type in their key
    """
    names = env.major >= 18
    out = Families(expand(old, names=names), expand(new, names=names), env)
    for table in {*out.old.parents, *out.new.parents}:
        if table not in out.old.base or table not in out.new.base:
            continue
        was, now = (family.ties(side.base[table].payload) for side in (out.old, out.new))
        if (
            was != now
            or _regrown(out, table)
            or any(
                parent in keyed or rekeyed(out.old.base, out.new.base, parent)
                for parent in out.new.parents.get(table, ())
            )
        ):
            out.moved.add(table)
        if _unlocal(out, table):
            out.remade.add(table)
            out.moved.discard(table)
        elif table in keyed or rekeyed(out.old.base, out.new.base, table):
            out.moved.discard(table)  # it goes and comes with its parent, for it is made again itself
        if table not in out.moved:
            out.remade |= set(_torn(out, table))
    for table in out.new.parents:
        if "partition_of" in out.new.base[table].payload and _made_alone(new, out, table):
            out.apart.add(table)
    for table in out.moved:
        _cut(out.old, table)
        _cut(out.new, table)
    return out


def rekeyed(old: FactBase, new: FactBase, table: FactId) -> bool:
    """Is a partition key, which nothing alters, another one, or over columns of another type?"""
    was, now = old.get(table), new.get(table)
    if was is None or now is None or "partition_by" not in was.payload:
        return False
    if was.payload["partition_by"] != now.payload.get("partition_by"):
        return True
    for column in key_columns(old, table):
        if column in new:
            before, after = old[column].payload, new[column].payload
            if any(before.get(key) != after.get(key) for key in ("type", "collation")):
                return True
    return False


def key_columns(base: FactBase, table: FactId) -> Iterator[FactId]:
    """The columns that a partition key is over."""
    for name in {name_of(token) for token in significant(base[table].payload.get("partition_by", ""))}:
        column = FactId("column", "", name or "", table)
        if column in base:
            yield column


def _cut(side: Whole, table: FactId) -> None:
    """Between detaching and attaching, the table and what is in it need nothing of those above it."""
    parents = set(ancestors(side, table))
    for fact_id in side.base.facts:
        if fact_id.root == table and parents:
            for edges in (side.base.needs, side.base.owned):
                edges[fact_id] = {other for other in edges[fact_id] if other.root not in parents}


def ancestors(side: Whole, table: FactId) -> Iterator[FactId]:
    """The table's parents, and theirs."""
    for parent in side.parents.get(table, ()):
        yield parent
        yield from ancestors(side, parent)


def _regrown(out: Families, table: FactId) -> bool:
    """Can a change of what is inherited only be made while the table stands alone?"""
    partition = "partition_of" in out.old.base[table].payload
    for column in [fact_id for fact_id in out.new.origin if fact_id.root == table and fact_id.kind == "column"]:
        states = out.state(out.old, column), out.state(out.new, column)
        if states == ("inherited", "local"):
            return True
        if not partition or states != ("inherited", "inherited"):
            continue
        wanted, got = out.new.base[column].payload.get("not_null"), carried(out, column).get("not_null")
        if wanted and got and wanted != got:
            return True
    return _keyed_otherwise(out, table) or (
        not partition and "of" in out.old.base[table].payload and _retyped(out, table)
    )


def _keyed_otherwise(out: Families, table: FactId) -> bool:
    """A key that is attached to a plain index: neither goes without the other while they are attached."""
    for fact_id in [f for f in out.old.origin if f.root == table and f.kind in family.INDEXES]:
        whole = out.old.origin[fact_id][0]
        if whole.kind == fact_id.kind or fact_id not in out.old.base:
            continue
        after = out.new.base.get(whole)
        if after is None or after.payload != out.old.base[whole].payload or out.new.origin.get(fact_id) != (whole,):
            return True
    return False


def _torn(out: Families, table: FactId) -> Iterator[FactId]:
    """A part is not dropped while its partitioned index is there: where not all parts stay, that one is made again."""
    parts = {out.new.origin[f][0] for f in out.new.origin if f.root == table and f.kind in family.INDEXES}
    for fact_id in [f for f in out.old.origin if f.root == table and f.kind in family.INDEXES]:
        whole = out.old.origin[fact_id][0]
        if whole not in parts and whole in out.old.base and whole in out.new.base:
            yield whole


def _unlocal(out: Families, table: FactId) -> bool:
    """ALTER TABLE INHERIT and NO INHERIT make all columns the child's own, and nothing makes them less (attislocal)."""
    if not out.new.base[table].payload.get("inherits"):
        return False
    for fact_id in [f for f in out.new.origin if f.root == table and f.kind in ("column", "check")]:
        if out.state(out.new, fact_id) != "inherited":
            continue
        stays = any(parent in out.old.base for parent in out.new.origin[fact_id])
        if table in out.moved or (stays and out.state(out.old, fact_id) == "local"):
            return True
    return False


def _retyped(out: Families, table: FactId) -> bool:
    """ALTER TYPE is refused while a typed table is of the type."""
    kind = family.typed(out.old.base[table])
    return (
        kind is not None
        and kind in out.old.base
        and kind in out.new.base
        and out.old.base[kind].payload != out.new.base[kind].payload
    )


def _made_alone(own: FactBase, out: Families, table: FactId) -> bool:
    """Has the new partition a name or an expression that PARTITION OF does not give?"""
    for fact_id in own.facts:
        if fact_id.parent != table or fact_id not in out.new.origin:
            continue
        payload = own[fact_id].payload
        if fact_id.kind in family.INDEXES or "generated" in payload:
            return True
        named = fact_id.kind == "column" and "not_null" in payload and out.env.major >= 18
        if named and "not_null" in as_inherited(out, fact_id):
            return True
    return False


def carried(out: Families, column: FactId) -> Payload:
    """An inherited column as the changes of its parent's leave it."""
    payload = dict(out.old.base[column].payload)
    above = next((a for a in out.new.origin[column] if a in out.old.base and a.kind == "column"), None)
    if above is None:
        return payload
    was, now = out.old.base[above].payload, out.new.base[above].payload
    for attr in _CARRIED:
        if was.get(attr) == now.get(attr):
            continue
        if attr == "not_null":
            if not now.get(attr):
                payload.pop(attr, None)
            elif attr not in payload:
                payload[attr] = as_inherited(out, column).get(attr, True)
            elif _not_null_name(payload[attr], column) == _not_null_name(was.get(attr), above):
                payload[attr] = _named(payload[attr], _not_null_name(now[attr], above), column)
        elif attr in now:
            payload[attr] = now[attr]
        else:
            payload.pop(attr, None)
    return payload


def _not_null_name(spec: Any, column: FactId) -> str:
    given = spec.get("name") if isinstance(spec, dict) else None
    return str(given or generated_name(column.root.name, column.name, label="not_null"))


def _named(spec: Any, name: str, column: FactId) -> Any:
    """RENAME CONSTRAINT goes on to the children's (docs, ALTER TABLE)."""
    rest = {key: value for key, value in spec.items() if key != "name"} if isinstance(spec, dict) else {}
    if name != _not_null_name(None, column):
        rest["name"] = name
    return rest or True


def as_inherited(out: Families, column: FactId) -> Payload:
    """What a new child of its parents has of the column."""
    if column.root not in out.given:
        out.given[column.root] = given(out.new, column.root, names=out.env.major >= 18)
    return out.given[column.root].get(column, {})
