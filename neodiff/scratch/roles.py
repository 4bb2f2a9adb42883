"""Roles on the scratch server, made to look like the live ones. Knows no grants on objects and no passwords."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import errors

from neodiff.errors import UserError
from neodiff.scratch.datadir import SUPERUSER
from neodiff.sql import ident

# NAMEDATALEN - 1: PostgreSQL cuts longer names off, and then two names may become one
NAME_LIMIT: Final = 63
# reserved words for roles, RoleSpec in PostgreSQL's gram.y
RESERVED: Final = frozenset({"public", "none"})
BOOTSTRAP_OID: Final = 10
PATIENCE: Final = 30.0

ATTRIBUTES: Final = ("superuser", "bypassrls", "inherit", "createrole", "createdb", "replication")
_ROLES: Final = """
select r.rolname, r.oid::int8, r.rolcanlogin, r.rolsuper, r.rolbypassrls, r.rolinherit, r.rolcreaterole, r.rolcreatedb,
       r.rolreplication,
       array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid)
from pg_roles r
"""


@dataclass(frozen=True)
class Role:
    name: str
    superuser: bool = False
    bypassrls: bool = False
    inherit: bool = True
    createrole: bool = False
    createdb: bool = False
    replication: bool = False
    member_of: tuple[str, ...] = ()

    @property
    def predefined(self) -> bool:
        """One of PostgreSQL's own, such as pg_monitor: nobody can make or alter these."""
        return self.name.startswith("pg_")


def bypassing(roles: Iterable[Role]) -> set[str]:
    """The names of those that row-level security does not hold for."""
    return {role.name for role in roles if role.superuser or role.bypassrls}


@dataclass(frozen=True)
class _Found:
    oid: int
    login: bool
    role: Role


def ensure(conn: psycopg.Connection[Any], roles: Iterable[Role]) -> None:
    """Make each role NOLOGIN with just these attributes and memberships; statements only for what differs.

    Groups that nobody described are made plain. Predefined roles are left alone; a membership in one that this
    server's major lacks is left out. The bootstrap superuser keeps its attributes, see kept_superuser().

    Raises:
        UserError: a name that PostgreSQL would cut off or refuse, or that is reserved for the scratch server.
    """
    wanted = _with_groups(roles)
    for name in wanted:
        _check_name(name)
    deadline = time.monotonic() + PATIENCE
    while _differences(wanted, _read(conn)):
        try:
            with conn.transaction():
                # roles are the whole server's: this keeps other processes' ensure() and create role waiting
                conn.execute("lock table pg_catalog.pg_authid in share row exclusive mode")
                for statement in _differences(wanted, _read(conn)):
                    conn.execute(statement)
        except (errors.UniqueViolation, errors.DuplicateObject, errors.DeadlockDetected, errors.InternalError_):
            # "tuple concurrently updated" is an internal error
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def outdated(conn: psycopg.Connection[Any], roles: Iterable[Role]) -> bool:
    """Would ensure() change anything?"""
    return bool(_differences(_with_groups(roles), _read(conn)))


def _with_groups(roles: Iterable[Role]) -> dict[str, Role]:
    wanted = {role.name: role for role in roles if not role.predefined}
    for role in list(wanted.values()):
        for group in role.member_of:
            if not group.startswith("pg_"):
                wanted.setdefault(group, Role(group))
    return wanted


def kept_superuser(conn: psycopg.Connection[Any], roles: Iterable[Role]) -> tuple[str, ...]:
    """Roles that ensure() cannot make as weak as asked: the server's bootstrap superuser always stays one.

    It has another name on servers that neodiff starts, but may be anybody on that of --scratch-url.
    """
    found = _read(conn)
    return tuple(
        role.name
        for role in roles
        if role.name in found and found[role.name].oid == BOOTSTRAP_OID and not role.superuser
    )


def _check_name(name: str) -> None:
    if not name or "\0" in name or len(name.encode()) > NAME_LIMIT:
        raise UserError(f"role {name!r}: got {len(name.encode())} bytes, expected 1 to {NAME_LIMIT} and no NUL")
    if name in RESERVED:
        raise UserError(f"role {name!r}: PostgreSQL reserves this name, expected another one")
    if name == SUPERUSER:
        raise UserError(f"role {name!r}: the name is reserved for the scratch server's superuser, expected another one")


def _read(conn: psycopg.Connection[Any]) -> Mapping[str, _Found]:
    # a name, not text, where the database's encoding is SQL_ASCII: compare what the driver decodes
    found = {}
    for name, oid, login, *attributes, groups in conn.execute(_ROLES).fetchall():
        named = dict(zip(ATTRIBUTES, attributes))
        found[str(name)] = _Found(oid, login, Role(str(name), **named, member_of=tuple(groups)))
    return found


def _differences(wanted: Mapping[str, Role], found: Mapping[str, _Found]) -> list[str]:
    """The statements that turn what is found into what is wanted, roles before memberships, revokes before grants."""
    made, revoked, granted = [], [], []
    for name, role in sorted(wanted.items()):
        have = found.get(name)
        if have is None:
            made.append(f"create role {ident(name)} nologin {_attributes(role)}")
        elif have.oid != BOOTSTRAP_OID and (have.login or _attributes(have.role) != _attributes(role)):
            made.append(f"alter role {ident(name)} nologin {_attributes(role)}")
        now = set(have.role.member_of) if have else set()
        want = {group for group in role.member_of if group in wanted or group in found}
        # since 16 each grant remembers the INHERIT that the member had at that time
        stale = now if have and have.role.inherit != role.inherit else now - want
        revoked += [f"revoke {ident(group)} from {ident(name)}" for group in sorted(stale)]
        granted += [f"grant {ident(group)} to {ident(name)}" for group in sorted(want - (now - stale))]
    return made + revoked + granted


def _attributes(role: Role) -> str:
    return " ".join(("" if getattr(role, attribute) else "no") + attribute for attribute in ATTRIBUTES)
