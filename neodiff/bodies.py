"""Every declared function's body before the validator of its language, where everything declared is there.

A body is loaded unchecked, for it may need what is made after it. Must not know how the database was made.
"""

from __future__ import annotations

import re
from typing import Any, Final

import psycopg

from neodiff.declare.load import Declaration
from neodiff.facts import Fact
from neodiff.problems import Pos, Problems
from neodiff.sql import idents, name_of, significant
from neodiff.yaml.source import Text

_ROUTINES: Final = """
    select p.oid, n.nspname, p.proname, p.prosrc, format('%%I.%%I', vn.nspname, v.proname), coalesce(p.proconfig, '{}')
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
    join pg_proc v on v.oid = l.lanvalidator join pg_namespace vn on vn.oid = v.pronamespace
    where l.lanname not in ('c', 'internal') and p.prosqlbody is null and n.nspname = any (%s)
    order by n.nspname, p.proname, p.oid"""
# Who calls is no matter of the body's, and another role might not be let in.
_NOT_SET: Final = frozenset(("role", "session_authorization"))
_LINE: Final = re.compile(r"\bline (\d+)")


def check(conn: psycopg.Connection[Any], declaration: Declaration) -> Problems:
    """What the validators say, at the place in the YAML. Nothing in the database is changed."""
    problems = Problems()
    declared = _bodies(declaration)
    schemas = sorted({schema for schema, _, _ in declared})
    path = idents(declaration.search_path)
    for oid, schema, name, source, validator, settings in conn.execute(_ROUTINES, [schemas]).fetchall():
        fact = declared.get((schema, name, source))
        if fact is None:
            continue
        try:
            _validate(conn, oid, validator, [("search_path", path), *(item.split("=", 1) for item in settings)])
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            _add(error, fact, declaration, problems)
    return problems


def _bodies(declaration: Declaration) -> dict[tuple[str, str, str], Fact]:
    """(schema, name, body) -> routine: how PostgreSQL spells its argument types is not known here."""
    out = {}
    for fact in declaration.facts.values():
        if fact.id.kind in ("function", "procedure") and "body" in fact.payload:
            name = name_of(significant(fact.id.name)[0]) or fact.id.name
            out[fact.id.schema, name, str(fact.payload["body"])] = fact
    return out


def _validate(conn: psycopg.Connection[Any], oid: int, validator: str, settings: list[Any]) -> None:
    """Under the function's own settings, as CREATE FUNCTION does it (ProcedureCreate() in catalog/pg_proc.c)."""
    with conn.transaction(force_rollback=True):
        conn.execute("set local check_function_bodies = on")
        for name, value in settings:
            if name.lower() not in _NOT_SET:
                conn.execute("select set_config(%s, %s, true)", [name, value])
        conn.execute(f"select {validator}({oid})".encode())


def _add(error: psycopg.Error, fact: Fact, declaration: Declaration, problems: Problems) -> None:
    diag, body = error.diag, fact.payload["body"]
    message = diag.message_primary or str(error).strip()
    message += f" ({diag.message_detail})" if diag.message_detail else ""
    place = offset(error, str(body), diag.context or "")
    pos: Pos | None = declaration.positions[fact.id]
    excerpt = ""
    if place is not None:
        pos = body.at(place) if isinstance(body, Text) else pos
        excerpt = line(str(body), place)
    hint = diag.message_hint or (f"in: {excerpt}" if excerpt else "")
    problems.add(pos, f"{fact.id}: PostgreSQL says: {message}", hint)


def line(body: str, place: int) -> str:
    """The line of the body that has this place, for people."""
    return body.split("\n")[body.count("\n", 0, place)].strip()[:100]


def offset(error: psycopg.Error, body: str, context: str) -> int | None:
    """The place in the body: PostgreSQL's position in the text that it quotes, else the start of the line it names.

    context: what the error's context says of this function, the first of it.
    """
    diag = error.diag
    start = body.find(diag.internal_query) if diag.internal_query else -1
    if diag.internal_position and start >= 0:
        return min(start + int(diag.internal_position) - 1, max(len(body) - 1, 0))
    named = _LINE.search(context)
    if named is None:
        return None
    lines = body.split("\n")
    number = min(int(named[1]), len(lines)) - 1
    indent = len(lines[number]) - len(lines[number].lstrip())
    return sum(len(line) + 1 for line in lines[:number]) + indent
