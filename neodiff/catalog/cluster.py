"""What a catalog says of the whole server and of the database itself: roles, memberships, settings, grants on parameters.

Read of all roles: which of them are anybody's business is decided later. Source: the shared catalogs of PostgreSQL 14 to 18.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import psycopg

from neodiff.catalog.read import ROOM_QUERY, build, comments_of
from neodiff.facts import Fact, FactBase, FactId, sort_key
from neodiff.kinds import CLUSTER, membership
from neodiff.kinds.base import PG_AUTHID, PG_DATABASE

_COMMENTS: Final = f"""
    select d.classoid, d.objoid, 0, d.description from pg_shdescription d where d.classoid = {PG_AUTHID}
        or d.classoid = {PG_DATABASE} and d.objoid = (select oid from pg_database where datname = current_database())"""
_BOOTSTRAP: Final = "select rolname from pg_roles where oid = 10"
_OPTIONS_SINCE: Final = 16  # of memberships, beside ADMIN


class Membership(NamedTuple):
    """One row of pg_auth_members: `member` is one of `role`, as `grantor` said."""

    role: str
    member: str
    grantor: str
    admin: bool
    inherit: bool
    set: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """Roles and what else is not the schema's. `bootstrap`: the superuser that initdb made; `asked`: the roles and parameters
    of which it is known whether they are there, where that is not known of all."""

    facts: FactBase
    memberships: tuple[Membership, ...]
    bootstrap: str
    asked: frozenset[FactId] | None = None

    def grantors(self, fact_id: FactId) -> tuple[str, ...]:
        """Who gave a membership."""
        member = fact_id.parent.name if fact_id.parent is not None else ""
        return tuple(each.grantor for each in self.memberships if (each.role, each.member) == (fact_id.name, member))

    def around(self, objects: Collection[FactId], names: Iterable[str]) -> Cluster:
        """What must be there to try what is done to `objects` and to the roles called so: the groups of each, whose
        memberships those are, and whoever has a grant."""
        grants = [fact for i, fact in self.facts.facts.items() if i.kind == "grants" and i.parent in objects]
        wanted = {*names, *(str(role) for fact in grants for role in fact.payload)}
        near = {n for each in self.memberships if each.role in wanted for n in (each.member, each.grantor)}
        pending = sorted(wanted | near)
        while pending:
            at = pending.pop()
            above = {n for m in self.memberships if m.member == at for n in (m.role, m.grantor)} - wanted - near
            near |= above
            pending += sorted(above)
        kept = wanted | near
        memberships = tuple(each for each in self.memberships if {each.role, each.member} <= kept)
        facts = (i for i in self.facts if (i.root in objects if i.root.kind != "role" else _about(i, wanted, kept)))
        return replace(self, facts=linked(self.facts.only(facts)), memberships=memberships)

    def to_json(self) -> dict[str, Any]:
        """For a file; from_json() reads it back."""
        objects: dict[str, dict[str, Any]] = {}
        for fact_id in sorted(self.facts, key=sort_key):
            if fact_id.kind != "membership":  # those follow from the rows
                about = objects.setdefault(fact_id.root.kind, {}).setdefault(fact_id.root.name, {})
                about[fact_id.kind] = self.facts[fact_id].payload
        asked: dict[str, list[str]] = {}
        for fact_id in sorted(self.asked or (), key=sort_key):
            asked.setdefault(fact_id.kind, []).append(fact_id.name)
        rows = [each._asdict() for each in self.memberships]
        return {"bootstrap": self.bootstrap, "asked": asked, "objects": objects, "memberships": rows}

    @classmethod
    def from_json(cls, found: Mapping[str, Any], major: int) -> Cluster:
        """Raises KeyError, TypeError or ValueError for what to_json() does not write."""
        base = FactBase(major=major)
        for kind, named in found["objects"].items():
            for name, facts in named.items():
                about = FactId(kind, "", name)
                for each, payload in facts.items():
                    base.add(Fact(about if each == kind else FactId(each, "", "", about), dict(payload)))
        rows = tuple(Membership(**row) for row in found["memberships"])
        for fact in _facts(rows, str(found["bootstrap"]), major):
            base.add(fact)
        asked = frozenset(FactId(kind, "", name) for kind, names in found["asked"].items() for name in names)
        return cls(linked(base), rows, str(found["bootstrap"]), asked)

    def with_facts(self, facts: Mapping[FactId, Fact], without: Iterable[FactId]) -> Cluster:
        """The same once these facts are so, and those are not."""
        base = FactBase(major=self.facts.major)
        gone = set(without)
        base.facts = {fact_id: fact for fact_id, fact in {**self.facts.facts, **facts}.items() if fact_id not in gone}
        rows = [each for each in self.memberships if _fact_id(each) in base and _fact_id(each) not in facts]
        rows += [_row(fact, self.bootstrap) for fact in facts.values() if fact.id.kind == "membership"]
        return replace(self, facts=linked(base), memberships=tuple(rows))


def _facts(rows: Iterable[Membership], bootstrap: str, major: int) -> Iterator[Fact]:
    """Memberships as the room of that kind reads them."""
    found: dict[FactId, list[Membership]] = {}
    for row in rows:
        found.setdefault(_fact_id(row), []).append(row)
    for fact_id, every in found.items():
        same = [row for row in every if row.grantor != bootstrap or _is_given(row)] or every
        holds = {name: any(getattr(row, name) for row in same) for name in ("admin", "inherit", "set")}
        fact = Fact(fact_id, {name: value for name, value in holds.items() if value == (name == "admin")})
        membership.project(fact, major)
        yield fact


def _is_given(row: Membership) -> bool:
    """Or is it like what a maker of roles has by itself, since PostgreSQL 16?"""
    return row.set or row.inherit or not row.admin


def _about(fact_id: FactId, wanted: set[str], kept: set[str]) -> bool:
    """All of the roles that are meant; of those around them that they are there, and what they are members of."""
    if fact_id.kind == "membership":
        return {fact_id.name, fact_id.root.name} <= kept
    return fact_id.root.name in wanted or (fact_id.kind == "role" and fact_id.name in kept)


def _fact_id(row: Membership) -> FactId:
    return FactId("membership", "", row.role, FactId("role", "", row.member))


def _row(fact: Fact, grantor: str) -> Membership:
    options = fact.payload.get("admin", False), fact.payload.get("inherit", True), fact.payload.get("set", True)
    return Membership(fact.id.name, fact.id.root.name, grantor, *options)


def read(conn: psycopg.Connection[Any], major: int | None = None) -> Cluster:
    """All of it, inside a transaction whose settings are those of read.begin(), projected to `major`."""
    here = conn.info.server_version // 10000
    base = FactBase(major=min(here, major or here))
    with conn.pipeline():
        queries = [(room, query) for room in CLUSTER if (query := room.query(here))]
        cursors = [(room, conn.execute(ROOM_QUERY.format(query=query).encode())) for room, query in queries]
        comments = conn.execute(_COMMENTS.encode())
        memberships = conn.execute(_memberships(here).encode())
        bootstrap = conn.execute(_BOOTSTRAP)
    for room, cursor in cursors:
        build(base, room, cursor.fetchall(), set(), base.major, {})
    comments_of(base, comments.fetchall(), set(), {})
    name, rows = bootstrap.fetchone(), tuple(Membership(*row) for row in memberships.fetchall())
    if base.major < _OPTIONS_SINCE <= here:
        # what a maker of roles gets by itself there is not known before
        real = {_fact_id(row) for row in rows if _is_given(row)}
        base.facts = {i: fact for i, fact in base.facts.items() if i.kind != "membership" or i in real}
    return Cluster(linked(base), rows, name[0] if name else "")


def _memberships(major: int) -> str:
    options = "m.inherit_option, m.set_option" if major >= _OPTIONS_SINCE else "true, true"
    return f"""
        select g.rolname, r.rolname, coalesce(b.rolname, ''), m.admin_option, {options}
        from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member
            left join pg_roles b on b.oid = m.grantor
        order by 1, 2, 3"""


def linked(base: FactBase) -> FactBase:
    """The same with what needs what: a membership both roles, everything what it is about, roles that grants name."""
    for fact_id, fact in base.facts.items():
        named = (
            set(fact.payload) if fact_id.kind == "grants" else {fact_id.name} if fact_id.kind == "membership" else set()
        )
        needed = {FactId("role", "", str(name)) for name in named} & base.facts.keys()
        base.needs[fact_id] = needed | ({holder} if (holder := base.holder(fact_id)) is not None else set())
    return base
