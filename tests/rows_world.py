"""A database of tenants, roles and things whose rows are changed by what write.statements() gives. Knows no test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from neodiff.catalog.read import read
from neodiff.connect import begin
from neodiff.data import session
from neodiff.data.shape import Shape, shapes
from neodiff.data.write import Step, statements
from neodiff.facts import FactId
from neodiff.review.script import psql as as_psql_reads
from neodiff.rows import Cells, Change, Ident, Reference, Text, Value

SCHEMA = """
    create table tenants (id bigint generated always as identity primary key, slug text not null unique);
    create table roles (id uuid primary key default gen_random_uuid(), tenant_id bigint references tenants on delete cascade,
        slug text not null, note text, unique nulls not distinct (tenant_id, slug));
    create table permissions (id serial primary key, slug text not null unique, name varchar(40), hits numeric(6, 2));
    create table role_permissions (role_id uuid references roles, permission_id integer references permissions,
        primary key (role_id, permission_id));
    create table nodes (slug text primary key, parent text references nodes on delete cascade);
    create table things (k text primary key, v text, n integer, d numeric, j json, b jsonb, c character(5), t timestamptz,
        i interval, p point, a text[], f double precision, y bytea, bt bit(3), bo box, "Odd ""name'$$%" text);
    insert into tenants (slug) values ('hub'), ('lab'), ('shop');
    insert into roles (tenant_id, slug) select id, r from tenants, unnest(array['admin', 'viewer']) r;
    insert into roles (slug, note) values ('guest', 'of nobody');
    insert into permissions (slug, name) values ('view', 'View'), ('edit', 'Edit'), ('drop', null);
"""
HOSTILE = [
    "it's",
    'say "x"',
    "100% %s %(x)s",
    "$$ $function$ $function2$ $1",
    "a\\b \\n \\'",
    "line one\nline two\n",
    "cr\r\nlf",
    "tab\tend\x07\x1b[31m",
    ":name :'name' :\"name\"",
    "; drop table things; --",
    "/* open",
    "ünïcödé 漢字 🎉 \u202eevil\u2028",
    "",
    " ",
]


def table(name: str) -> FactId:
    return FactId("table", "public", name)


TENANT = Reference(("tenant_id",), table("tenants"), ("id",))
ROLE = Reference(("role_id",), table("roles"), ("id",))
PERMISSION = Reference(("permission_id",), table("permissions"), ("id",))
PARENT = Reference(("parent",), table("nodes"), ("slug",))


def row(name: str, **values: Text) -> Ident:
    return Ident(table(name), tuple(values.items()))


def role(slug: str, tenant: str | None) -> Ident:
    return (
        Ident(table("roles"), (("slug", slug), ("tenant_id", None)))
        if tenant is None
        else Ident(table("roles"), (("slug", slug),), ((TENANT, row("tenants", slug=tenant)),))
    )


def grant(role: Ident, slug: str) -> Ident:
    return Ident(table("role_permissions"), (), ((ROLE, role), (PERMISSION, row("permissions", slug=slug))))


def granted(role: Ident, slug: str) -> Cells:
    return Cells({}, {ROLE: role, PERMISSION: row("permissions", slug=slug)})


def thing(k: str, **values: Value) -> Change:
    return Change(row("things", k=k), None, Cells({"k": k, **values}))


def undone(changes: Sequence[Change]) -> list[Change]:
    return [Change(c.row, c.new, c.old, whole=c.old is not None and c.new is None) for c in reversed(changes)]


class World:
    """One database, and how statements run on it."""

    def __init__(self, dsn: str, bin_: Path) -> None:
        self.dsn, self.bin = dsn, bin_
        self.conn = psycopg.connect(dsn, autocommit=True)
        self.run(SCHEMA)
        self.shapes = self.read()

    def read(self) -> dict[FactId, Shape]:
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            begin(conn)
            return shapes(read(conn))

    def run(self, sql: str) -> None:
        self.conn.execute(sql.encode())

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return self.conn.execute(sql.encode()).fetchall()

    def state(self, *names: str) -> list[Any]:
        return [self.ask(f"select t::text from {name} t order by 1") for name in names]

    def write(self, changes: Sequence[Change], secret: Sequence[tuple[FactId, str]] = (), **given: Any) -> list[Step]:
        """As the proof does: all statements in one text of the simple protocol."""
        steps = statements(changes, self.shapes, secret, quiet=bool(given.pop("quiet", False)))
        run = [statement for step in steps for statement in step.statements]
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            session.prepare(conn, run, given)
            conn.execute("set search_path = ''")
            conn.execute(";\n".join(statement.sql for statement in run).encode())
        return steps

    def psql(self, changes: Sequence[Change], **environment: str) -> subprocess.CompletedProcess[bytes]:
        """As a person does."""
        run = [s for step in statements(changes, self.shapes) for s in step.statements]
        head = [r"\set ON_ERROR_STOP on", "set search_path = '';", *session.psql_secrets(run), "begin;"]
        text = "\n".join([*head, *(as_psql_reads(s.sql) + ";" for s in run), "commit;", ""])
        return subprocess.run(
            [self.bin / "psql", "-X", "-q", "-d", self.dsn, "-v", "name=BAD"],
            input=text.encode(),
            capture_output=True,
            check=False,
            env=os.environ | environment,
        )
