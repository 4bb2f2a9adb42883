"""Catalog -> FactBase, in one REPEATABLE READ transaction and one query per kind. Knows no kind by name but its rooms' queries.

The session's search_path is empty while it reads, so that PostgreSQL spells every name outside pg_catalog in full.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from queue import Empty, Queue
from typing import Any, Final

import psycopg

from neodiff import deparsed
from neodiff.catalog import depend
from neodiff.catalog.unmodelled import Unmodelled
from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import CLUSTER, ROOMS, default_privileges, foreign_child, grants, inherited, owner
from neodiff.kinds import comment as comment_room
from neodiff.kinds.base import PG_CLASS, PG_CONSTRAINT, PG_LANGUAGE, PG_TYPE, Env, index_of, name_sql
from neodiff.sql import ident, literal, qualified

Key = tuple[int, int, int]

_ROOMS: Final = tuple(room for room in ROOMS if room not in (*CLUSTER, comment_room))
# those whose objects are no part of another, be it some of them
_WHOLE: Final = tuple(room for room in _ROOMS if not room.NESTED)

# acl as rows, so that no aclitem text has to be parsed.
ROOM_QUERY: Final = """
    select q.classid, q.objid, q.subid, q.schema, q.name, q.parent_class, q.parent_oid, q.parent_sub, q.ord, r.rolname,
        (select json_agg(json_build_array(coalesce(g.rolname, ''), a.privilege_type, a.is_grantable))
            from aclexplode(q.acl) a left join pg_roles g on g.oid = a.grantee) , q.acl is null, q.payload
    from ({query}) q(classid, objid, subid, schema, name, parent_class, parent_oid, parent_sub, ord, owner, acl, payload)
    left join pg_roles r on r.oid = q.owner
    order by q.schema collate "C", q.name collate "C", q.objid, q.subid"""

_PARTS: Final = """
    select a.attrelid, a.attnum, a.attname, c.reltype, r.rolname,
        (select json_agg(json_build_array(coalesce(g.rolname, ''), x.privilege_type, x.is_grantable))
            from aclexplode(a.attacl) x left join pg_roles g on g.oid = x.grantee)
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_roles r on r.oid = c.relowner
    where c.relkind in ('v', 'm', 'c', 'f') and c.oid >= 16384 and a.attnum > 0 and not a.attisdropped"""

# Comments on what is an attribute of its column: NOT NULL (since 18), the sequence of an identity.
_REMARKS: Final = """
    select k.conrelid, k.conkey[1], null, k.conname, d.description from pg_description d
    join pg_constraint k on k.oid = d.objoid and k.contype = 'n' and k.conrelid > 0
    where d.classoid = 'pg_constraint'::regclass
    union all
    select p.refobjid, p.refobjsubid, n.nspname, c.relname, d.description from pg_description d
    join pg_depend p on p.classid = d.classoid and p.objid = d.objoid and p.deptype = 'i' and p.refobjsubid > 0
    join pg_class c on c.oid = d.objoid and c.relkind = 'S' join pg_namespace n on n.oid = c.relnamespace
    where d.classoid = 'pg_class'::regclass and p.refclassid = 'pg_class'::regclass and d.objsubid = 0"""

# What an extension or initdb made, and somebody granted or revoked something on since: the privileges it came with.
_INITIAL: Final = """
    select o.classid, o.oid, (select json_agg(json_build_array(coalesce(g.rolname, ''), x.privilege_type, x.is_grantable))
        from aclexplode(coalesce(i.initprivs, acldefault(o.class, o.owner))) x left join pg_roles g on g.oid = x.grantee)
    from (
        select 'pg_proc'::regclass::oid as classid, oid, 'f'::"char" as class, proowner as owner from pg_proc where proacl is not null
        union all select 'pg_class'::regclass, oid, case relkind when 'S' then 's'::"char" else 'r' end, relowner from pg_class
            where relacl is not null
        union all select 'pg_type'::regclass, oid, 'T', typowner from pg_type where typacl is not null
        union all select 'pg_language'::regclass, oid, 'l', lanowner from pg_language where lanacl is not null
        union all select 'pg_namespace'::regclass, oid, 'n', nspowner from pg_namespace where nspacl is not null
        union all select 'pg_foreign_data_wrapper'::regclass, oid, 'F', fdwowner from pg_foreign_data_wrapper
            where fdwacl is not null
        union all select 'pg_foreign_server'::regclass, oid, 'S', srvowner from pg_foreign_server where srvacl is not null
    ) o left join pg_init_privs i on i.classoid = o.classid and i.objoid = o.oid and i.objsubid = 0
    where exists (select from pg_depend d where d.classid = o.classid and d.objid = o.oid and d.deptype = 'e')
        or o.class = 'l' and o.oid < 16384"""


def read(conn: psycopg.Connection[Any], *, major: int | None = None, others: Sequence[Unmodelled] = ()) -> FactBase:
    """All facts of the database, inside a transaction opened by begin(); `major` is the version that facts are projected to.

    `others` (of kinds without rooms) become facts whose payload somebody else fills.

    Source: the pg_catalog of PostgreSQL 14 to 18. Raises psycopg.Error where the catalog cannot be read.
    """
    here = conn.info.server_version // 10000
    base = FactBase(major=here)
    wanted = min(here, major or here)
    with closing(ahead(_asked(conn, here))) as found:
        links, members = next(found)
        members_acl = {(row[0], row[1]): row[2] or [] for row in next(found)}
        parts, comments, remarks = next(found), next(found), next(found)
        inside: dict[str, list[Any]] = {}
        # Objects first: an index may be a materialized view's, a default a view's.
        for room in _WHOLE:
            rows = next(found)
            build(base, room, [row for row in rows if row[5] is None], members, wanted, members_acl)
            inside[room.KIND] = [row for row in rows if row[5] is not None]
        _parts(base, parts, wanted)
        for room in _ROOMS:
            build(base, room, inside.pop(room.KIND) if room in _WHOLE else next(found), members, wanted, members_acl)
    # A sequence that belongs to a column has its table's owner (docs, ALTER TABLE OWNER), which no other statement sets.
    for fact in [fact for fact in base.facts.values() if fact.id.kind == "owned_by"]:
        if FactId("table", fact.payload["schema"], fact.payload["table"]) in base:
            base.facts.pop(FactId(owner.KIND, "", "", fact.id.parent), None)
    for item in others:
        base.add(Fact(item.id, {}))
        base.objects[(item.classid, item.objid, 0)] = item.id
        for oid, _ in item.tables:
            base.objects[(PG_CLASS, oid, 0)] = item.id
    depend.link(base, links)
    comments_of(base, comments, members, links.indexes)
    _remarks(base, remarks)
    for fact_id in base.facts:
        if (holder := base.holder(fact_id)) is not None:
            base.needs[fact_id].add(holder)
    # REVOKE on a table takes the same privilege from its columns (docs, REVOKE): columns' grants come after.
    for fact_id in base.facts:
        if fact_id.kind == grants.KIND and fact_id.parent is not None and fact_id.parent.kind == "column":
            base.needs[fact_id].add(FactId(grants.KIND, "", "", fact_id.parent.parent))
        # A new owner must have CREATE on the schema (docs, ALTER TABLE).
        if fact_id.kind == owner.KIND and fact_id.root.schema:
            base.needs[fact_id].add(FactId(grants.KIND, "", "", FactId("schema", "", fact_id.root.schema)))
    foreign_child.reduce(base, names=wanted >= 18)
    inherited.reduce(base, names=wanted >= 18, identities=here >= 17)
    foreign_child.link(base)
    return base


def _asked(conn: psycopg.Connection[Any], here: int) -> Iterator[Any]:
    """Everything that read() asks, in the order in which it is needed: links and members, privileges that extensions' objects
    came with, parts, comments, those without a place, the rows of rooms with whole objects, those of all others."""
    there = _there(conn)
    with conn.pipeline():
        links = depend.fetch(conn)
        others = [conn.execute(query) for query in (_INITIAL, _PARTS, comment_room.query(here), _REMARKS)]
        # satellites have no rows of their own, and comments come by another shape
        rooms = [*_WHOLE, *(room for room in _ROOMS if room not in _WHOLE)]
        queries = [room.query(here) if there.get(room.KIND, True) else "" for room in rooms]
        cursors = [conn.execute(ROOM_QUERY.format(query=query)) if query else None for query in queries]
        yield links, depend.members(links)
        for cursor in (*others, *cursors):
            if cursor is None:
                yield []
            else:
                yield cursor.fetchall()
                cursor.close()  # lets go of the rows as they came: of a thousand tables, 20 MB


def _remarks(base: FactBase, rows: Iterable[Sequence[Any]]) -> None:
    """Comments on parts of columns, which have no place for them: facts by themselves."""
    for relid, number, sequence_schema, name, text in rows:
        column = base.objects.get((PG_CLASS, relid, number))
        if column is None:
            continue
        if sequence_schema is None:
            what = f"comment on constraint {ident(name)} on {name_sql(column.root)}"
        else:
            what = f"comment on sequence {qualified(sequence_schema, name)}"
        fact_id = FactId("sql", "", what)
        base.add(Fact(fact_id, {"create": [f"{what} is {literal(text).strip()}"], "drop": [f"{what} is null"]}))
        base.needs[fact_id].add(column)


def _there(conn: psycopg.Connection[Any]) -> dict[str, bool]:
    """kind -> might there be any? Of most kinds few databases have one, and planning a query takes a server longer than this."""
    asked = {room.KIND: str(room.THERE) for room in _ROOMS if hasattr(room, "THERE")}
    ask = ", ".join(f"exists (select from {each})" for each in asked.values())
    row = conn.execute(f"select {ask}".encode()).fetchone()
    assert row is not None
    return dict(zip(asked, row, strict=True))


def ahead(found: Iterator[Any]) -> Generator[Any]:
    """What an iterator gives, which goes on meanwhile in a thread of its own: the server works while facts are made.

    Two results ahead at most, for they are big.
    """
    waiting = Queue[tuple[Any, BaseException | None]](2)

    def run() -> None:
        try:
            for each in found:
                waiting.put((each, None))
            waiting.put((None, StopIteration()))
        except BaseException as error:
            waiting.put((None, error))

    with ThreadPoolExecutor(1) as aside:
        running = aside.submit(run)
        try:
            while True:
                each, error = waiting.get()
                if isinstance(error, StopIteration):
                    return
                if error is not None:
                    raise error
                yield each
        finally:
            # whoever stops early lets it come to its end
            while not running.done():
                with suppress(Empty):
                    waiting.get(timeout=0.01)


def _parts(base: FactBase, rows: Iterable[Sequence[Any]], major: int) -> None:
    """Columns of views and composite types: no facts of their own, but comments and grants are about them."""
    for relid, number, name, type_oid, role, acl in rows:
        relation = base.objects.get((PG_CLASS, relid, 0)) or base.objects.get((PG_TYPE, type_oid, 0))
        if relation is None:
            continue
        column = base.objects[(PG_CLASS, relid, number)] = FactId("column", "", name, relation)
        if acl:
            payload = grants.payload_of(acl, role, "column", major, hardwired=False)
            base.add(Fact(FactId(grants.KIND, "", "", column), payload))


def _member_grants(
    base: FactBase, kind: str, schema: str, name: str, acl: Sequence[Any], before: Sequence[Any], role: str, major: int
) -> None:
    """What was granted on an extension's object since the extension was made (pg_init_privs); it has no form of its own."""
    about = FactId(kind, schema, name)
    if kind not in grants.PRIVILEGES:
        return
    had, has = (grants.payload_of(rows, role, kind, major) for rows in (before, acl))
    if had != has:
        fact_id = FactId("sql", schema, f"grants on {kind.replace('_', ' ')} {name_sql(about)}")
        env = Env(major, owner=lambda _: role)
        base.add(
            Fact(
                fact_id, {"create": grants.between(about, had, has, env), "drop": grants.between(about, has, had, env)}
            )
        )


def build(
    base: FactBase,
    room: Any,
    rows: Iterable[Sequence[Any]],
    members: set[tuple[int, int]],
    major: int,
    members_acl: Mapping[tuple[int, int], Sequence[Any]],
) -> None:
    """Facts of the rows that a room's query gave; what they are part of is there already."""
    for row in rows:
        classid, objid, subid, schema, name, parent_class, parent_oid, parent_sub, order, role, acl, no_acl, payload = (
            row
        )
        if classid is not None and ((classid, objid) in members or _of_initdb(classid, objid)):
            if acl and (classid, objid) in members_acl:
                _member_grants(base, room.KIND, schema, name, acl, members_acl[classid, objid], role, major)
            continue
        parent = None
        if parent_class is not None:
            parent = base.objects.get((parent_class, parent_oid, parent_sub))
            if parent is None:
                continue  # inside something that is no fact: an extension's, or of a kind without a room
        if room.KIND == default_privileges.KIND:
            kind = default_privileges.KINDS[name]
            payload = grants.payload_of(acl or [], role, kind, major, hardwired=not schema)
            fact_id = FactId(room.KIND, schema, name, FactId("role", "", role))
            base.add(Fact(fact_id, payload))
            base.objects[(classid, objid, subid)] = fact_id
            continue
        fact = Fact(FactId(room.KIND, schema, name, parent), payload, order)
        getattr(room, "project", lambda *_: None)(fact, major)
        getattr(room, "normalise", lambda _: None)(fact)
        fact.payload.update(deparsed.payload(fact.payload))
        if "identity_acl" in fact.payload:
            own = grants.payload_of(fact.payload.pop("identity_acl"), role, "sequence", major)
            fact.payload.update({"identity_grants": own} if own else {})
        base.add(fact)
        if classid is not None:
            base.objects[(classid, objid, subid)] = fact.id
        _satellites(base, fact.id, role, None if no_acl else acl or [], major)
        for needed in getattr(room, "needs", lambda _: ())(fact):
            base.needs[fact.id].add(needed)


def _of_initdb(classid: int, objid: int) -> bool:
    """Languages only: of what else initdb made, rooms ask for nothing but schema public, which is the user's to change."""
    return classid == PG_LANGUAGE and objid < 16384  # FirstNormalObjectId of access/transam.h


def _satellites(base: FactBase, about: FactId, role: str | None, acl: Sequence[Any] | None, major: int) -> None:
    if role is None:
        return
    if about.kind in owner.OWNED:
        base.add(Fact(FactId(owner.KIND, "", "", about), {"role": role}))
    if about.kind in grants.PRIVILEGES:
        payload = grants.payload_of(acl, role, about.kind, major, hardwired=about.kind != "column")
        if about.kind != "column" or payload:
            base.add(Fact(FactId(grants.KIND, "", "", about), payload))


def comments_of(
    base: FactBase, rows: Iterable[Sequence[Any]], members: set[tuple[int, int]], indexes: Mapping[int, int]
) -> None:
    """Comments as satellites of what they are about."""
    for classid, objid, subid, text in rows:
        about = base.objects.get((classid, objid, subid))
        if about is None and classid == PG_CLASS and objid in indexes and (classid, objid) not in members:
            constraint = base.objects.get((PG_CONSTRAINT, indexes[objid], 0))
            about = index_of(constraint) if constraint is not None else None
        if about is not None and about.kind != "sql":
            base.add(Fact(FactId(comment_room.KIND, "", "", about), {"text": text}))
