"""The completeness check: what a catalog holds of kinds that no room models, by name. Never silent.

Also a digest of those catalogs, so that a cached copy of a database is only used while all of it is unchanged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import psycopg

from neodiff.facts import FactId
from neodiff.kinds import database, settings
from neodiff.kinds.base import PG_CLASS, USER_SCHEMA
from neodiff.kinds.family import FOREIGN_KIN

# catalog -> which of its rows a room models already (the rest are named)
_WHERE: Final = {
    "pg_class": f"relkind in ('r', 'p', 'f') and oid in {FOREIGN_KIN}",
}
_HERE: Final = "(select oid from pg_database where datname = current_database())"
# (name, what declares it: the kind of a fact, and its role or parameter; nothing where nothing can)
_BESIDE: Final = f"""
    select 'tablespace ' || t.spcname || ' of ' || c.oid::regclass, null, null
        from pg_class c join pg_tablespace t on t.oid = c.reltablespace
        where c.oid >= 16384 and c.relkind in ('r', 'i', 'm', 'p', 'I')
    union all
    select 'security label of ' || l.provider || ' on ' || i.type || ' ' || i.identity, null, null from pg_seclabel l
        cross join lateral pg_identify_object(l.classoid, l.objoid, l.objsubid) i
    union all
    select 'security label of ' || l.provider || ' on the database', null, null from pg_shseclabel l
        where l.classoid = 'pg_database'::regclass and l.objoid = {_HERE}
    union all
    select 'security label of ' || l.provider || ' on role ' || r.rolname, null, null from pg_shseclabel l
        join pg_roles r on r.oid = l.objoid where l.classoid = 'pg_authid'::regclass
    union all
    select 'setting ' || split_part(s, '=', 1) || ' of ' || coalesce('role ' || r.rolname || ' in ', '') || 'the database',
            case when split_part(s, '=', 1) ~* '{settings.SECRET}' then null
                when r.oid is null then 'settings' else 'database_settings' end, r.rolname
        from pg_db_role_setting d left join pg_roles r on r.oid = d.setrole cross join unnest(d.setconfig) s
        where d.setdatabase = {_HERE}
    union all
    select 'setting ' || split_part(s, '=', 1) || ' of all roles', null, null
        from pg_db_role_setting d cross join unnest(d.setconfig) s where d.setdatabase = 0 and d.setrole = 0
    union all
    select 'grants on the database', 'grants', null from pg_database where oid = {_HERE} and datacl is not null
    union all
    select 'comment on the database', 'comment', null
        from pg_shdescription where classoid = 'pg_database'::regclass and objoid = {_HERE}
    union all
    select 'replication origin ' || roname, null, null from pg_replication_origin where roname !~ '^pg_[0-9]'
    union all
    select count(*) || ' large objects', null, null from pg_largeobject_metadata having count(*) > 0"""
# since PostgreSQL 15
_PARAMETERS: Final = " union all select 'grants on parameter ' || parname, 'grants', parname from pg_parameter_acl"
# Rows that have no name of their own, but which change what a dump says.
_UNNAMED: Final = (
    "pg_aggregate",
    "pg_amop",
    "pg_amproc",
    "pg_range",
    "pg_ts_config_map",
    "pg_seclabel",
    "pg_inherits",
    "pg_partitioned_table",
    "pg_statistic_ext",
    "pg_foreign_table",
    "pg_user_mappings",
)


@dataclass(frozen=True, slots=True)
class Unmodelled:
    """One object of a kind without a room: `kind` and `identity` as pg_identify_object() gives them.

    `tables`: for a partitioned or inheritance family, all its tables as (oid, SQL name), children first.
    """

    kind: str
    identity: str
    schema: str
    classid: int
    objid: int
    tables: tuple[tuple[int, str], ...] = ()

    @property
    def id(self) -> FactId:
        return FactId("sql", self.schema, f"{self.kind} {self.identity}")


def find(conn: psycopg.Connection[Any], *, exclude: frozenset[str] = frozenset()) -> list[Unmodelled]:
    """All of them, extensions' members and the schemas in `exclude` left out, in order of kind and name."""
    queries = [
        f"select '{catalog}'::regclass::oid::int8, oid::int8 from {catalog} where oid >= 16384 and ({where})"
        for catalog, where in _WHERE.items()
    ]
    rows = conn.execute(
        f"""select i.type, i.identity, coalesce(n.nspname, ''), o.classid, o.objid
            from ({" union all ".join(queries)}) o(classid, objid)
            cross join lateral pg_identify_object(o.classid::oid, o.objid::oid, 0) i
            left join pg_namespace n on quote_ident(n.nspname) = i.schema
            where not exists (select from pg_depend d where d.classid = o.classid::oid and d.objid = o.objid::oid
                and d.deptype in ('e', 'i') and d.refobjid <> d.objid)
              and (i.schema is null or {USER_SCHEMA})
            order by 1, 2"""
    ).fetchall()
    found = [Unmodelled(*row) for row in rows if row[2] not in exclude]
    inherits = conn.execute("select inhrelid::int8, inhparent::int8 from pg_inherits").fetchall() if found else []
    return _families(found, inherits)


def beside(conn: psycopg.Connection[Any]) -> list[tuple[str, FactId | None]]:
    """What a schema dump leaves out, by name: tablespaces, security labels, what is the database's or the server's own.

    Beside each name the fact that it would be, if it were declared; None for what has no form.
    """
    query = _BESIDE + (_PARAMETERS if conn.info.server_version >= 150000 else "")
    return [(name, _declares(*rest)) for name, *rest in conn.execute(f"{query} order by 1".encode()).fetchall()]


def _declares(kind: str | None, name: str | None) -> FactId | None:
    if kind is None:
        return None
    if name is None:
        return FactId(kind, "", "", FactId(database.KIND, "", database.NAME))
    return FactId(kind, "", "", FactId("parameter" if kind == "grants" else "role", "", name))


def _families(found: list[Unmodelled], inherits: list[Any]) -> list[Unmodelled]:
    """Tables that inherit from each other become one object, named after its first root."""
    tables = {item.objid: item for item in found if item.classid == PG_CLASS}
    parents: dict[int, list[int]] = {}
    for child, parent in inherits:
        if child in tables and parent in tables:
            parents.setdefault(child, []).append(parent)
    group = {oid: oid for oid in tables}

    def top(oid: int) -> int:
        while group[oid] != oid:
            oid = group[oid]
        return oid

    for child, above in parents.items():
        for parent in above:
            group[top(child)] = top(parent)
    members: dict[int, list[int]] = {}
    for oid in tables:
        members.setdefault(top(oid), []).append(oid)
    out = [item for item in found if item.classid != PG_CLASS]
    for oids in members.values():
        deepest = sorted(oids, key=lambda oid: (-_depth(oid, parents), tables[oid].identity))
        first = min((oid for oid in oids if oid not in parents), key=lambda oid: tables[oid].identity)
        out.append(replace(tables[first], tables=tuple((oid, tables[oid].identity) for oid in deepest)))
    return sorted(out, key=lambda item: (item.kind, item.identity))


def _depth(oid: int, parents: Mapping[int, list[int]]) -> int:
    return 1 + max((_depth(parent, parents) for parent in parents.get(oid, ())), default=0)


def digest(conn: psycopg.Connection[Any]) -> str:
    """SHA-256 of the rows of every catalog without rooms, as this database stores them."""
    total = hashlib.sha256()
    parts = [
        f"select '{name}', md5(string_agg(t::text, '' order by t::text)) from {name} t where oid >= 16384 and ({where})"
        for name, where in _WHERE.items()
        if name not in _UNNAMED
    ]
    parts += [f"select '{name}', md5(string_agg(t::text, '' order by t::text)) from {name} t" for name in _UNNAMED]
    for name, value in conn.execute(" union all ".join(parts) + " order by 1").fetchall():
        total.update(f"{name}={value}\n".encode())
    return total.hexdigest()
