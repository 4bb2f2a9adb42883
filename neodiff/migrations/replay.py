"""Runs migrations on a fresh scratch database, as the role that migrates: one transaction per file. Knows no file names.

What a platform lets that role do beyond PostgreSQL is done with a superuser's rights, one statement at a time; what concerns the
whole server (databases, settings, roles) is left out, but roles are there without login.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

from neodiff.connect import lost
from neodiff.errors import UserError
from neodiff.migrations.alone import alone, begins
from neodiff.migrations.folder import Migration
from neodiff.platforms import Platform
from neodiff.scratch import load
from neodiff.scratch.roles import Role, ensure
from neodiff.sql import ident, idents, name_of, significant

# supautils does these with a superuser's rights
_LENT: Final = frozenset(
    """create extension,alter extension,drop extension,comment on extension,create policy,alter policy,drop policy,
    comment on policy,drop trigger,create publication,alter publication,drop publication,create event trigger,
    alter event trigger,drop event trigger,create foreign data,alter foreign data,drop foreign data""".replace("\n", "")
    .replace("    ", "")
    .split(",")
)
_SERVERS: Final = frozenset(
    """alter database,create database,drop database,alter system,create tablespace,drop tablespace,alter tablespace,
    alter role,alter user,alter group,drop role,drop user,drop group,comment on role,comment on database,
    create subscription,alter subscription,
    drop subscription""".replace("\n", "")
    .replace("    ", "")
    .split(",")
)
_MAKES_ROLE: Final = frozenset(("create role", "create user", "create group"))
# A file that says one of these is not put into one transaction: it has its own.
_CONTROLS: Final = frozenset(("begin", "start", "commit", "end", "rollback", "abort"))
ROLE_LOCK: Final = 7_306_911_046
_NO_ROLE: Final = re.compile(r'role "(.*)" does not exist')
_SAVE, _DONE, _BACK = "savepoint neodiff", "release savepoint neodiff", "rollback to savepoint neodiff"


def run(
    dsn: str,
    migrations: Sequence[Migration],
    platform: Platform,
    user: str,
    search_path: Sequence[str],
    have_extension: Callable[[str], None],
) -> None:
    """All of them. `dsn` is a superuser's; `user` exists. Raises UserError at file:line."""
    with psycopg.connect(dsn, autocommit=True, application_name="neodiff") as conn:
        replay = _Replay(conn, platform, user, search_path, have_extension)
        for migration in migrations:
            replay.file(migration)


def left_out(migrations: Sequence[Migration]) -> int:
    """How many statements concern the server, and are not run."""
    return sum(_is_servers(sql) for migration in migrations for sql, _ in migration.statements())


class _Replay:
    def __init__(
        self,
        conn: psycopg.Connection[Any],
        platform: Platform,
        user: str,
        search_path: Sequence[str],
        have_extension: Callable[[str], None],
    ) -> None:
        self.conn, self.platform, self.user = conn, platform, user
        self.have_extension = have_extension
        self.path = f'"$user", {idents(search_path)}'

    def file(self, migration: Migration) -> None:
        found = list(migration.statements())
        self.conn.execute("reset session authorization; reset all; set client_min_messages = error")
        self.conn.execute(f"set session authorization {ident(self.user)}; set search_path = {self.path}".encode())
        if not any(alone(sql) or begins(sql, 1) in _CONTROLS for sql, _ in found):
            self.conn.execute("begin")
        for sql, at in found:
            try:
                self._statement(sql)
            except psycopg.Error as error:
                raise _failed(migration, sql, at, error) from None
        try:
            if self._inside():
                self.conn.execute("commit")
        except psycopg.Error as error:
            raise UserError(f"{migration.name}: at its end: {load.said(error)}") from None
        self.conn.execute("reset session authorization")

    def _statement(self, sql: str) -> None:
        begun = begins(sql, 2)
        if _is_servers(sql):
            return
        if begun in _MAKES_ROLE:
            self._role(name_of(significant(sql)[2]) or "")
            return
        if begun == "create extension":
            self.have_extension(_extension(sql))
        try:
            self._try(sql)
        except errors.InsufficientPrivilege:
            if not self._lent(sql):
                raise
            self._try(sql, superuser=True)
        except errors.UndefinedObject as error:
            # roles are the server's, and there before anybody migrates
            role = _NO_ROLE.fullmatch(error.diag.message_primary or "")
            if role is None:
                raise
            self._role(role[1])
            self._try(sql)

    def _try(self, sql: str, *, superuser: bool = False) -> None:
        """One statement, after which the transaction is as it was where it fails."""
        inside = self._inside()
        if not inside and not superuser:
            self.conn.execute(sql.encode())
            return
        self.conn.execute(_SAVE if inside else "begin")
        try:
            if superuser:
                self._become("superuser")
            self.conn.execute(sql.encode())
            if superuser:
                self._become("nosuperuser")
        except psycopg.Error:
            # a commit that fails has ended the transaction
            if self.conn.info.transaction_status != TransactionStatus.IDLE:
                self.conn.execute(f"{_BACK}; {_DONE}" if inside else "rollback")
            raise
        # the statement itself may have ended the transaction
        if self._inside():
            self.conn.execute(_DONE if inside else "commit")

    def _become(self, attribute: str) -> None:
        """For the length of a transaction, in which nobody else sees it, nor changes that role."""
        self.conn.execute(f"select pg_advisory_lock({ROLE_LOCK})")
        self.conn.execute(
            f"reset session authorization; alter role {ident(self.user)} {attribute}; "
            f"set session authorization {ident(self.user)}".encode()
        )

    def _role(self, name: str) -> None:
        """In this session: another one would wait for ever, where a DO block of the same file has made a role."""
        self.conn.execute("reset session authorization")
        if not self.conn.execute("select from pg_roles where rolname = %s", [name]).fetchall():
            ensure(self.conn, [Role(name)])
        self.conn.execute(f"set session authorization {ident(self.user)}".encode())

    def _lent(self, sql: str) -> bool:
        return bool(self.platform.schemas) and (begins(sql, 2) in _LENT or begins(sql, 3) in _LENT)

    def _inside(self) -> bool:
        return self.conn.info.transaction_status == TransactionStatus.INTRANS


def _is_servers(sql: str) -> bool:
    """Does it concern the whole server? A grant that is not ON anything is a membership."""
    if begins(sql, 2) in _SERVERS or begins(sql, 3) in _SERVERS:
        return True
    words = [text.lower() for kind, text, _ in significant(sql) if kind == "word"]
    if words[:1] not in (["grant"], ["revoke"]):
        return False
    at = words.index("on") if "on" in words else len(words)
    return at == len(words) or words[at + 1 : at + 2] in (["parameter"], ["tablespace"])


def _extension(sql: str) -> str:
    words = significant(sql)[2:]
    if [text.lower() for _, text, _ in words[:3]] == ["if", "not", "exists"]:
        words = words[3:]
    return (name_of(words[0]) if words else None) or ""


def _failed(migration: Migration, sql: str, at: int, error: psycopg.Error) -> UserError:
    if lost(error):
        return UserError(f"{migration.name}: the scratch server went away: {load.said(error)}; run the command again")
    place = int(error.diag.statement_position or 1) - 1
    shown = " ".join(sql.split())[:160]
    return UserError(
        f"{migration.name}:{migration.line(at + place)}: PostgreSQL says: {load.said(error)}\n  in: {shown}"
    )
