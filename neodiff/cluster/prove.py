"""The proof of what is done to a server: both ways in one transaction on scratch, which is rolled back.

Roles are the whole scratch server's, and others use them meanwhile. So what is there is renamed out of the way, and
what live has is made under its names: nothing in any database stands on that, so it may be altered and dropped. All of
these statements are transactional in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from neodiff.catalog import cluster
from neodiff.catalog.cluster import Cluster, Membership
from neodiff.cluster.goal import looked_at
from neodiff.cluster.plan import ClusterPlan, names, written
from neodiff.connect import READING, lost
from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds.base import Env
from neodiff.live import Live
from neodiff.plan.diff import diff
from neodiff.scratch import load
from neodiff.scratch.databases import Databases
from neodiff.sql import ident
from neodiff.statement import Statement

_STAGE: Final = "neodiff_stage"
_ASIDE: Final = "neodiff_aside_"
_PREDEFINED: Final = "pg_"
_OPTIONS: Final = 16  # the first major whose memberships have options and several grantors


@dataclass(slots=True)
class Verdict:
    """What differs after each way, in words; `failed`: the statement that PostgreSQL refused."""

    forward: list[str] = field(default_factory=list)
    reverse: list[str] = field(default_factory=list)
    failed: str = ""


def prove(databases: Databases, plan: ClusterPlan, live: Live) -> Verdict:
    """Forward must give the goal, reverse the beginning."""
    out, declared = Verdict(), plan.declared
    run_as, owner, major = live.user, live.owner, live.major
    assert live.cluster is not None
    every = names(declared, live)
    near = live.cluster.around(declared.objects, every)
    with databases.fresh() as dsn, _staged(dsn, near, every, owner, major) as conn:
        if major < _OPTIONS:
            _administer(conn, run_as, declared=FactId("role", "", run_as) in declared.facts)
        for way, run, wanted, found in (
            ("forward", plan.forward, plan.goal.new, out.forward),
            ("reverse", plan.reverse, plan.goal.old, out.reverse),
        ):
            out.failed = _run(conn, run, run_as, way)
            if out.failed:
                return out
            found += _differences(looked_at(cluster.read(conn, major).facts, declared), wanted)
            if found:
                return out
    return out


def _run(conn: psycopg.Connection[Any], run: Sequence[Statement], run_as: str, way: str) -> str:
    """What PostgreSQL says of the first statement that it refuses."""
    conn.execute(f"set session authorization {ident(run_as)}".encode())
    for statement in run:
        try:
            conn.execute(statement.sql.encode())
        except psycopg.Error as error:
            if lost(error):
                raise
            return f"{way} fails at {statement.verb} {statement.subject}: {load.said(error)}\n    {statement.sql}"
    conn.execute("reset session authorization")
    return ""


def _differences(got: FactBase, wanted: FactBase) -> list[str]:
    out = []
    for delta in diff(got, wanted):
        if delta.old is None or delta.new is None:
            out.append(f"{delta.id} is {'missing' if delta.old is None else 'still there'}")
            continue
        old, new = delta.old.payload, delta.new.payload
        out += [f"{delta.id}: {name} is {old.get(name)!r}, not {new.get(name)!r}" for name in sorted(delta.attrs)]
    return out


@contextmanager
def _staged(
    dsn: str, live: Cluster, roles: Collection[str], owner: str, major: int
) -> Iterator[psycopg.Connection[Any]]:
    """A transaction in which the server's roles are live's; as if nothing had been, once it is left."""
    with psycopg.connect(dsn, autocommit=True, application_name="neodiff") as conn:
        conn.execute(f"begin; {READING}; set local client_min_messages = error".encode())
        try:
            # nobody may rename who he has logged in as
            conn.execute(f"create role {_STAGE} superuser; set session authorization {_STAGE}".encode())
            _rename(conn, live, roles)
            _make(conn, live, owner, major)
            conn.execute("reset session authorization")
            yield conn
        finally:
            conn.execute("rollback")


def _rename(conn: psycopg.Connection[Any], live: Cluster, roles: Collection[str]) -> None:
    """What is there out of the way; the superuser that initdb made gets the name of live's, for grants are in it."""
    there = dict(conn.execute("select rolname::text, oid = 10 from pg_roles").fetchall())
    taken = {*roles, *(fact_id.name for fact_id in live.facts if fact_id.kind == "role"), live.bootstrap}
    bootstrap = next(name for name, first in there.items() if first)
    for n, name in enumerate(sorted(name for name in taken & there.keys() if _may_move(name, bootstrap))):
        conn.execute(f"alter role {ident(name)} rename to {_ASIDE}{n}".encode())
    if live.bootstrap and live.bootstrap != bootstrap:
        conn.execute(f"alter role {ident(bootstrap)} rename to {ident(live.bootstrap)}".encode())


def _may_move(name: str, bootstrap: str) -> bool:
    return name != bootstrap and not name.startswith(_PREDEFINED)


def _make(conn: psycopg.Connection[Any], live: Cluster, owner: str, major: int) -> None:
    """Live's roles and what they have, from what is there: a new database, and the superuser that initdb made."""
    wanted = live.facts.only(fact_id for fact_id in live.facts if fact_id.kind != "membership")
    there = cluster.read(conn, major).facts
    have = there.only(fact_id for fact_id in there if fact_id.root in wanted and _is_ready(fact_id, live.bootstrap))
    for fact_id in [fact_id for fact_id in wanted if fact_id.kind == "parameter"]:
        have.facts.setdefault(fact_id, Fact(fact_id, {}))
    owners = {"database": owner, "parameter": live.bootstrap}
    env = Env(conn.info.server_version // 10000, owner=lambda about: owners.get(about.kind), known=True)
    run = written(have, wanted, env)
    made = [each for each in run if each.about is not None and each.about.kind == "role"]
    change = f"alter database {ident(conn.info.dbname)} owner to {ident(owner)}"
    for sql in (*(each.sql for each in made), change, *(each.sql for each in run if each not in made)):
        conn.execute(sql.encode())
    _grant(conn, live, major)


def _is_ready(fact_id: FactId, bootstrap: str) -> bool:
    return fact_id.root.kind != "role" or fact_id == FactId("role", "", bootstrap)


def _grant(conn: psycopg.Connection[Any], live: Cluster, major: int) -> None:
    """Memberships, each from who gave it: that one must be allowed to by then."""
    there = {name for (name,) in conn.execute("select rolname::text from pg_roles").fetchall()}
    pending = [each for each in live.memberships if {each.role, each.member} <= there and _is_new(each)]
    while pending:
        may = {(None, live.bootstrap)} | {(each.role, each.member) for each in live.memberships if each.admin} - {
            (each.role, each.member) for each in pending
        }
        ready = [m for m in pending if major < _OPTIONS or m.grantor == live.bootstrap or (m.role, m.grantor) in may]
        for each in ready or pending:
            conn.execute(_granting(each, live, major, named=bool(ready)).encode())
        pending = [each for each in pending if ready and each not in ready]


def _is_new(row: Membership) -> bool:
    """Predefined roles have each other as members from the start."""
    return not (row.role.startswith(_PREDEFINED) and row.member.startswith(_PREDEFINED))


def _granting(row: Membership, live: Cluster, major: int, *, named: bool) -> str:
    said = f"grant {ident(row.role)} to {ident(row.member)}"
    if major < _OPTIONS:
        return said + (" with admin option" if row.admin else "")
    options = ", ".join(f"{name} {str(getattr(row, name)).lower()}" for name in ("admin", "inherit", "set"))
    by = f" granted by {ident(row.grantor)}" if named and row.grantor not in ("", live.bootstrap) else ""
    return f"{said} with {options}{by}"


def _administer(conn: psycopg.Connection[Any], run_as: str, *, declared: bool) -> None:
    """Before PostgreSQL 16, CREATEROLE may change every role that is no superuser, but give neither of two attributes (docs
    15, Role Attributes); `declared`: are those of `run_as` compared, and so have to stay?"""
    row = conn.execute("select rolcreaterole and not rolsuper from pg_roles where rolname = %s", [run_as]).fetchone()
    if conn.info.server_version < 160000 or row is None or not row[0]:
        return
    if not declared:
        conn.execute(f"alter role {ident(run_as)} createdb nobypassrls noreplication".encode())
    others = conn.execute(
        rf"""select rolname from pg_roles where not rolsuper and rolname <> %s and rolname !~ '^(pg_|{_ASIDE})'
            and not pg_has_role(rolname, %s, 'member')""",
        [run_as, run_as],
    ).fetchall()
    for (name,) in others:
        options = "with admin true, inherit false, set false"
        conn.execute(f"grant {ident(name)} to {ident(run_as)} {options}".encode())
