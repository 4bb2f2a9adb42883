"""One transaction on scratch in which everything is tried and nothing stays: rows, people, limits. Knows no kind of object.

What reaches out of the transaction cannot: functions of extensions that connect elsewhere raise an error, and no call lasts
longer than TIMEOUT. Sequences advance, in a database that is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from neodiff.declare.declaration import Declaration
from neodiff.facts import FactId
from neodiff.samples.candidates import EXAMPLE, NUMBER, Candidates, Words
from neodiff.samples.fill import fill
from neodiff.sql import ident, idents, literal

TIMEOUT: Final = 2000  # milliseconds
ROWS: Final = 3
_CLAIMS: Final = "request.jwt.claims"
# Of these extensions every function fails, whatever it would connect to.
_OUTSIDE: Final = (
    "dblink",
    "http",
    "pg_net",
    "pg_cron",
    "postgres_fdw",
    "pg_background",
    "aws_lambda",
    "aws_s3",
    "wrappers",
)
_CLOSED: Final = """
    update pg_proc p set prolang = l.oid, probin = null, prosqlbody = null,
        prosrc = 'begin raise exception ''nothing connects anywhere while functions are tried''; end'
    from pg_language l, pg_depend d join pg_extension e on e.oid = d.refobjid
    where l.lanname = 'plpgsql' and d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
        and d.refclassid = 'pg_extension'::regclass and e.extname = any (%s)"""
# What filling sets for itself, as a session has it.
AS_USUAL: Final = f"""set local session_replication_role = origin; set local row_security = on;
    set local statement_timeout = {TIMEOUT}; set local client_min_messages = error; set local search_path = ''"""


class Session:
    """The transaction, with made-up rows in every declared table.

    signed_in: the claims of a person who is in auth.users, where the platform has people; values: made up for any type
    """

    def __init__(self, conn: psycopg.Connection[Any], declaration: Declaration) -> None:
        self.conn, self.declaration = conn, declaration
        self.path = f"set local search_path = {idents(declaration.search_path)}"
        self.values = Candidates(conn)
        self.signed_in: dict[str, Any] | None = None

    def people(self) -> list[dict[str, Any] | None]:
        """Claims of who is not signed in, and of who is."""
        return [None, self.signed_in] if self.signed_in else [None]

    def value(self, oid: int, modifier: int = -1, at: int = 0, spoken: Words | None = None) -> str | None:
        """The `at`-th value that the type takes, as an expression; None where none is known."""
        found = self.values.of(oid, modifier, spoken or Words())
        return found[at % len(found)].replace(NUMBER, f"{EXAMPLE}::bigint") if found else None

    def attempt(self, *steps: str, claims: dict[str, Any] | None = None) -> psycopg.Error | None:
        """Run it, and undo it; what the last of the steps failed with. What the others fail with is nobody's fault."""
        *before, last = [*([claimed(claims)] if claims else []), *steps]
        try:
            with self.conn.transaction(force_rollback=True):
                for step in before:
                    try:
                        self.conn.execute(step.encode())
                    except psycopg.Error:
                        if self.conn.closed:
                            raise
                        return None
                self.conn.execute(self.path.encode())
                self.conn.execute(f"{last}\n".encode())
                self.conn.execute("set constraints all immediate")
        except psycopg.Error as error:
            if self.conn.closed:
                raise
            return error
        return None

    def all(self, query: str, *params: Any) -> list[Any]:
        return self.conn.execute(query.encode(), params).fetchall()


def claimed(claims: dict[str, Any], *, local: bool = True) -> str:
    """The statement that makes these the claims of the request; `local`: until the transaction ends."""
    return f"select set_config('{_CLAIMS}', {literal(json.dumps(claims))}, {'true' if local else 'false'})"


def acting(role: str, *, local: bool = True) -> str:
    return f"set {'local ' if local else ''}role {ident(role)}"


@contextmanager
def session(conn: psycopg.Connection[Any], declaration: Declaration, tables: Collection[FactId]) -> Iterator[Session]:
    """`conn` is a superuser's, idle and in autocommit mode, to a database that has all that is declared."""
    with conn.transaction(force_rollback=True):
        conn.execute("set local search_path = ''")
        _quiet(conn)
        conn.execute(_CLOSED.encode(), [list(_OUTSIDE)])
        fill(conn, (), sorted(tables), rows=ROWS)
        conn.execute(AS_USUAL.encode())
        made = Session(conn, declaration)
        if declaration.platform == "supabase":
            made.signed_in = _somebody(conn)
        yield made


def _quiet(conn: psycopg.Connection[Any]) -> None:
    """What is tried needs temporary tables, which are not what event triggers wait for."""
    for (name,) in conn.execute("select evtname from pg_event_trigger where evtenabled <> 'D'").fetchall():
        conn.execute(f"alter event trigger {ident(name)} disable".encode())


def _somebody(conn: psycopg.Connection[Any]) -> dict[str, Any]:
    row = conn.execute("select id::text, email::text from auth.users order by id limit 1").fetchone()
    sub, email = row or ("00000000-0000-4000-8000-000000000001", "somebody@example.org")
    return {"sub": sub, "email": email, "role": "authenticated", "aal": "aal1"}
