"""A live database, read only: one REPEATABLE READ transaction whose snapshot the dump shares. Must not know plans.

Nothing here writes, makes a temporary table, or takes a lock beyond ACCESS SHARE.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from neodiff.catalog import cluster
from neodiff.catalog.cluster import Cluster
from neodiff.catalog.read import read
from neodiff.catalog.unmodelled import beside, digest
from neodiff.errors import UserError
from neodiff.facts import FactBase, FactId
from neodiff.impact import sizes
from neodiff.impact.sizes import Size
from neodiff.scratch.roles import Role
from neodiff.scratch.server import SUPERUSER

_ROLES: Final = """
    with recursive used(oid) as (
        select refobjid from pg_shdepend where refclassid = 'pg_authid'::regclass
            and dbid in (0, (select oid from pg_database where datname = current_database()))
        union select oid from pg_roles where rolname in (current_user, session_user)
        union select datdba from pg_database where datname = current_database()
        union select unnest(polroles) from pg_policy
        union select m.roleid from used join pg_auth_members m on m.member = used.oid)
    select r.rolname, r.rolsuper, r.rolbypassrls, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
        array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid order by 1)
    from pg_roles r join used on used.oid = r.oid order by 1"""


# A role that may only read plans for the database's owner, who will have to run it.
_WHO: Final = """
    select case when r.rolsuper or pg_has_role(current_user, d.datdba, 'member')
                or has_database_privilege(d.oid, 'create') or exists (select from pg_class c where c.relowner = r.oid)
                or exists (select from pg_namespace n where n.nspname !~ '^pg_' and has_schema_privilege(n.oid, 'create'))
            then current_user::text else pg_get_userbyid(d.datdba) end,
        pg_get_userbyid(d.datdba), current_setting('server_version'), current_user::text
    from pg_database d join pg_roles r on r.rolname = current_user where d.datname = current_database()"""


# As the view pg_user_mappings hides options, which pg_dump then lacks.
_UNREAD: Final = """
    select s.srvname, case m.umuser when 0 then 'public' else m.usename end
    from pg_user_mappings m join pg_foreign_server s on s.oid = m.srvid
    where not (m.umuser <> 0 and m.usename = current_user
            and (pg_has_role(s.srvowner, 'usage') or has_server_privilege(s.oid, 'usage'))
        or m.umuser = 0 and pg_has_role(s.srvowner, 'usage')
        or (select rolsuper from pg_roles where rolname = current_user))"""


# The catalog has them as partitions still, queries do not: no dump says so, and a copy of it would be another database.
_DETACHING: Final = """
    select i.inhparent::regclass::text, i.inhrelid::regclass::text from pg_inherits i where i.inhdetachpending order by 1, 2"""


@dataclass(frozen=True, slots=True)
class Extension:
    name: str
    version: str
    comment: str | None
    default: str | None = None

    @property
    def spelled(self) -> bool:
        """Is its version another than the server would choose?"""
        return self.default is not None and self.version != self.default


@dataclass(frozen=True, slots=True)
class Live:
    """What one read of a live database gives.

    `fingerprint` covers all that a schema dump would say; `user` is who will run a migration, `reader` who reads now;
    `cluster`: what is not the schema's, None where nobody can know it.
    """

    label: str
    facts: FactBase
    major: int
    version: str
    user: str
    owner: str
    roles: tuple[Role, ...]
    extensions: tuple[Extension, ...]
    fingerprint: str
    snapshot: str | None
    role_names: tuple[str, ...] = ()
    beside: tuple[
        tuple[str, FactId | None], ...
    ] = ()  # what has no room or is not the schema's, and the fact it would be
    reader: str = ""
    public: bool = True  # has it schema public?
    unread: tuple[FactId, ...] = ()  # what the reader may not see the whole of
    filled: frozenset[str] | None = None  # the tables that hold rows, where that was written down
    sizes: Mapping[str, Size] = field(default_factory=dict)  # of tables, as far as the server's statistics tell
    cluster: Cluster | None = None
    catalog: str = ""  # a digest of every row of the catalog; empty where it is no live database's
    statistics: str = ""  # and one of what `sizes` was made of


def read_live(conn: psycopg.Connection[Any], label: str) -> Live:
    """What the catalog says, in the transaction that is open. Raises UserError where a partition is half detached."""
    if half := conn.execute(_DETACHING).fetchall():
        ends = "; ".join(f"ALTER TABLE {parent} DETACH PARTITION {child} FINALIZE" for parent, child in half)
        raise UserError(
            f"{label}: a DETACH PARTITION ... CONCURRENTLY was interrupted there, and has to be ended first: "
            f"`neodiff apply` or `rollback` does that where one of them began it; else run: {ends}"
        )
    facts = read(conn)
    row = conn.execute(_WHO).fetchone()
    assert row is not None
    roles = tuple(
        Role(row[0], row[1], row[2], row[3], row[4], row[5], row[6], tuple(row[7]))
        for row in conn.execute(_ROLES).fetchall()
        if row[0] != SUPERUSER and not row[0].startswith("pg_")
    )
    extensions = tuple(
        Extension(*row)
        for row in conn.execute(
            "select e.extname, e.extversion, obj_description(e.oid, 'pg_extension'), a.default_version from pg_extension e "
            "left join pg_available_extensions a on a.name = e.extname where e.extname <> 'plpgsql' order by 1"
        ).fetchall()
    )
    role_names = tuple(name for (name,) in conn.execute("select rolname from pg_roles order by 1").fetchall())
    facts.objects = {}
    facts.needs.clear()  # nobody asks what needs what there: that is asked of the clone
    facts.owned.clear()
    fingerprint = f"{facts.fingerprint()}{digest(conn)}"
    return Live(
        label,
        facts,
        facts.major,
        row[2],
        row[0],
        row[1],
        roles,
        extensions,
        fingerprint,
        exported(conn),
        role_names,
        tuple(beside(conn)),
        row[3],
        FactId("schema", "", "public") in facts,
        tuple(
            FactId("user_mapping", "", role, FactId("server", "", name))
            for name, role in conn.execute(_UNREAD).fetchall()
        ),
        sizes=sizes.read(conn),
        cluster=cluster.read(conn),
    )


def exported(conn: psycopg.Connection[Any]) -> str | None:
    """The snapshot of the transaction that is open, for a dump to share; a standby has none to give."""
    row = conn.execute("select case when not pg_is_in_recovery() then pg_export_snapshot() end").fetchone()
    return row[0] if row else None
