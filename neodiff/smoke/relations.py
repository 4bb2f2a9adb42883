"""Views, policies and triggers at work: every relation read and written, as the superuser and as each role that has a grant.

Recursion in policies shows only then, and so does what fails in a function that a policy or a trigger calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from neodiff.declare.facts import roles_of
from neodiff.facts import FactId
from neodiff.lint.found import Found
from neodiff.smoke.judge import Judge, never_worked
from neodiff.smoke.session import Session, acting
from neodiff.sql import ident, idents, qualified

ROW: Final = "pg_temp.neodiff_row"
KINDS: Final = {"r": "table", "p": "table", "v": "view", "m": "materialized_view"}
_RELATIONS: Final = """
    select c.oid, n.nspname, c.relname, c.relkind::text, c.relrowsecurity,
        array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
            and not a.attisdropped and a.attgenerated = '' order by a.attnum),
        array(select t.tgname::text from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm') and n.nspname = any (%s) order by n.nspname, c.relname"""
_MAY: Final = """
    select r.rolname,
        array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and has_column_privilege(r.oid, c.oid, a.attnum, 'select') order by a.attnum),
        array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and a.attgenerated = '' and has_column_privilege(r.oid, c.oid, a.attnum, 'insert') order by a.attnum),
        array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and a.attgenerated = '' and a.attidentity <> 'a'
            and has_column_privilege(r.oid, c.oid, a.attnum, 'update') order by a.attnum),
        has_table_privilege(r.oid, c.oid, 'delete')
    from pg_class c join pg_roles r on r.rolname = any (%s) and not r.rolsuper
    where c.oid = %s and has_schema_privilege(r.oid, c.relnamespace, 'usage') order by r.rolname"""
_REFERRING: Final = "select distinct conrelid::regclass::text from pg_constraint where confrelid = %s and contype = 'f'"
_POLICIES: Final = """
    select n.nspname, c.relname, p.polname from pg_policy p join pg_class c on c.oid = p.polrelid
    join pg_namespace n on n.oid = c.relnamespace where c.relname = %s order by 1, 3"""
_WORDS: Final = {"select": "from", "insert": "into", "delete": "from"}
MADE_UP: Final = "row 7"  # how texts of made-up rows begin
_RECURSION: Final = re.compile(r'policy for relation "(.+)"')


@dataclass(frozen=True, slots=True)
class Relation:
    oid: int
    schema: str
    name: str
    kind: str
    secured: bool
    columns: list[str]
    triggers: list[str]

    @property
    def sql(self) -> str:
        return qualified(self.schema, self.name)

    @property
    def id(self) -> FactId:
        return FactId(KINDS[self.kind], self.schema, self.name)


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt: `does` is what people call it, the last of `steps` is what is tried."""

    does: str
    steps: tuple[str, ...]
    role: str = ""


def check(session: Session, judge: Judge) -> Iterator[Found]:
    """What fails whoever asks, and for each role what fails for it."""
    facts = judge.declaration.facts
    schemas = sorted({fact_id.schema for fact_id in facts if fact_id.kind in KINDS.values()})
    roles = sorted(roles_of(iter(facts.values())))
    guests = sorted({fact_id.root for fact_id in facts if fact_id.kind in ("policy", "trigger")})
    for row in session.all(_RELATIONS, sorted({*schemas, *(guest.schema for guest in guests)})):
        relation = Relation(*row)
        if relation.id not in facts and relation.id not in guests:
            continue
        tries = [*_read(relation), *_fired(session, relation)]
        for may in session.all(_MAY, roles, relation.oid):
            tries += _as_role(relation, *may)
        for tried in tries:
            for claims in session.people() if tried.role else [session.signed_in]:
                error = session.attempt(*tried.steps, claims=claims)
                if error is not None and never_worked(error) and not _of_row(error):
                    yield _blamed(session, judge, relation, tried, claims, error)


def _read(relation: Relation) -> Iterator[Tried]:
    yield Tried("select", (f"select * from {relation.sql}",))
    if relation.kind == "m":
        yield Tried("refresh", (f"refresh materialized view {relation.sql}",))


def _taken(relation: Relation) -> tuple[str, ...]:
    """One row into a temporary table, and out of its own, so that it can be written again."""
    first = f"select tableoid, ctid from {relation.sql} order by tableoid, ctid limit 1"
    return (
        f"create temporary table neodiff_row as select * from {relation.sql} order by tableoid, ctid limit 1",
        f"grant select on {ROW} to public",
        "set local session_replication_role = replica",
        f"delete from {relation.sql} where (tableoid, ctid) = ({first})",
        "set local session_replication_role = origin",
    )


def _insert(relation: Relation, columns: list[str]) -> str:
    chosen = idents(columns)
    return f"insert into {relation.sql} ({chosen}) overriding system value select {chosen} from {ROW}"


def _update(relation: Relation, columns: list[str]) -> str:
    return f"update {relation.sql} set {', '.join(f'{ident(name)} = {ident(name)}' for name in columns)}"


def _fired(session: Session, relation: Relation) -> Iterator[Tried]:
    """Every trigger, and every rule, by made-up rows that are written, changed and deleted."""
    if not relation.triggers:
        return
    if relation.kind == "v":
        empty = f"create temporary table neodiff_row as select (null::{relation.sql}).*"
        yield Tried("insert", (empty, _insert(relation, relation.columns)))
        yield Tried("update", (_update(relation, relation.columns),))
        yield Tried("delete", (f"delete from {relation.sql}",))
        return
    yield Tried("insert", (*_taken(relation), _insert(relation, relation.columns)))
    yield Tried("update", (_update(relation, relation.columns),))
    for column in _changing(session, relation):
        yield Tried("update", (column,))
    children = [f"delete from {name}" for (name,) in session.all(_REFERRING, relation.oid) if name != relation.sql]
    alone = ("set local session_replication_role = replica", *children, "set local session_replication_role = origin")
    yield Tried("delete", (*alone, f"delete from {relation.sql}"))
    yield Tried("truncate", (f"truncate {relation.sql} cascade",))


def _changing(session: Session, relation: Relation) -> Iterator[str]:
    """Each column alone, to another value and to none, for triggers that look whether it changed."""
    typed = """select attname, atttypid, atttypmod, format_type(atttypid, atttypmod) from pg_attribute
        where attrelid = %s and attname = any (%s) order by attnum"""
    for name, oid, modifier, type_ in session.all(typed, relation.oid, relation.columns):
        if (value := session.value(oid, modifier, 1)) is not None:
            yield f"update {relation.sql} set {ident(name)} = ({value})::{type_}"
        yield f"update {relation.sql} set {ident(name)} = null"


def _as_role(
    relation: Relation, role: str, reads: list[str], inserts: list[str], updates: list[str], deletes: bool
) -> Iterator[Tried]:
    become = acting(role)
    if reads:
        yield Tried("select", (become, f"select {idents(reads)} from {relation.sql}"), role)
    if relation.kind in ("v", "m") or not (relation.secured or relation.triggers):
        return
    if inserts:
        yield Tried("insert", (*_taken(relation), become, _insert(relation, inserts)), role)
    if updates:
        yield Tried("update", (become, _update(relation, updates)), role)
    if deletes:
        yield Tried("delete", (become, f"delete from {relation.sql}"), role)


def _of_row(error: psycopg.Error) -> bool:
    """Does the error speak of what stands in the rows? Then a made-up value is to blame."""
    return MADE_UP in f"{error.diag.message_primary} {error.diag.internal_query}"


def _blamed(
    session: Session,
    judge: Judge,
    relation: Relation,
    tried: Tried,
    claims: dict[str, Any] | None,
    error: psycopg.Error,
) -> Found:
    """The policy without which it works, where policies go round in circles; else the function that failed."""
    who = f" as {tried.role}" if tried.role else ""
    who += " who is signed in" if claims and tried.role else ""
    how = " ".join(filter(None, (tried.does, _WORDS.get(tried.does), relation.id.path))) + who
    circle = _RECURSION.search(error.diag.message_primary or "")
    if circle is not None:
        for schema, table, name in session.all(_POLICIES, circle[1]):
            gone = f"drop policy {ident(name)} on {qualified(schema, table)}"
            *before, last = tried.steps
            again = session.attempt(gone, *before, last, claims=claims)
            if again is None or not never_worked(again):
                return judge.found(error, FactId("policy", "", name, FactId("table", schema, table)), how)
    return judge.found(error, relation.id, how)
