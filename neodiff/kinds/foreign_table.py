"""Foreign tables, with their columns; of partitions and children, with what of these is their own. Knows pg_foreign_table.

The rows are another server's: dropped and made again they lose nothing, so that only what is easily altered is.
Defaults are facts of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import family, foreign_options
from neodiff.kinds.base import (
    PG_CLASS,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    collation_sql,
    name_sql,
    option_name,
    options_json,
    options_sql,
    replace,
    true,
)
from neodiff.sql import generated_name, ident, parenthesised
from neodiff.yaml.form import Bool, Choice, Either, Field, Int, MapOf, Name, Object, OneOrMany, Scalar, Str, TypeName
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "foreign_table"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_foreign_table"
COLUMN: Final = {
    "type": Field(TypeName(), doc="absent where a parent has the column too"),
    "collation": Field(Str()),
    "not_null": Field(Either(Bool(), Object({"name": Field(Name()), "no_inherit": Field(Bool())}, noun="not_null"))),
    "generated": Field(SqlText()),
    "virtual": Field(Bool(), doc="PostgreSQL 18"),
    "options": foreign_options.FIELD,
    "storage": Field(Choice("plain", "external", "extended", "main")),
    "statistics": Field(Int(min=0, max=10000)),
    "estimates": Field(MapOf(Scalar(), key=Str()), doc="n_distinct, n_distinct_inherited (pg_attribute.attoptions)"),
}
FORM: Final = Object(
    {
        "server": Field(Name(), required=True, doc="the foreign server"),
        "partition_of": Field(Str(), doc="SQL name of the partitioned table"),
        "bounds": Field(Str(), doc="from (...) to (...), in (...), with (modulus 4, remainder 0), or default"),
        "inherits": Field(OneOrMany(Str()), doc="SQL names of the tables whose columns and checks it has too"),
        "options": foreign_options.FIELD,
    },
    noun="foreign_table",
)
_SETTINGS: Final = ("storage", "statistics", "estimates")
_ALTERED: Final = frozenset(("not_null", "options", *_SETTINGS))


# Is the column, or its NOT NULL, none that it has from a parent alone?
_OWN: Final = "(a.attinhcount = 0 or (a.attislocal and not c.relispartition))"
_ABOVE: Final = """(select pa.{what} from pg_inherits i join pg_attribute pa on pa.attrelid = i.inhparent and pa.attname = a.attname
    where i.inhrelid = c.oid order by i.inhseqno limit 1)"""


def query(major: int) -> str:
    not_null, virtual = f"nullif({_OWN} or not coalesce({_ABOVE.format(what='attnotnull')}, false), false)", "null"
    if major >= 18:
        not_null = f"""(select json_strip_nulls(json_build_object('name', k.conname, 'no_inherit', {true("k.connoinherit")}))
            from pg_constraint k where k.conrelid = c.oid and k.contype = 'n' and k.conkey = array[a.attnum] and k.conislocal)"""
        virtual = true("a.attgenerated = 'v'")
    columns = f"""select a.attname, a.attnum, json_strip_nulls(json_build_object(
                    'type', case when {_OWN} then format_type(a.atttypid, a.atttypmod) end,
                    'collation', case when {_OWN} and a.attcollation <> t.typcollation then
                        case when cn.nspname = 'pg_catalog' then co.collname
                             else quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end end,
                    'not_null', case when a.attnotnull then to_json({not_null}) end,
                    'generated', case when {_OWN} and a.attgenerated <> '' then pg_get_expr(g.adbin, g.adrelid) end,
                    'virtual', case when {_OWN} then {virtual} end,
                    'options', {options_json("a.attfdwoptions")},
                    'storage', case when a.attstorage <> coalesce({_ABOVE.format(what="attstorage")}, t.typstorage) then
                        case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' else 'main' end end,
                    'statistics', case when a.attstattarget >= 0 then a.attstattarget end,
                    'estimates', {options_json("a.attoptions")})) as payload
                from pg_attribute a join pg_type t on t.oid = a.atttypid
                left join pg_collation co on co.oid = a.attcollation left join pg_namespace cn on cn.oid = co.collnamespace
                left join pg_attrdef g on g.adrelid = a.attrelid and g.adnum = a.attnum
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"""
    return f"""
        select {PG_CLASS}, c.oid, 0, n.nspname, c.relname, null::oid, null::oid, 0, 0, c.relowner, c.relacl,
            json_strip_nulls(json_build_object('server', s.srvname, {family.PARENTS}, 'options', {options_json("f.ftoptions")},
                'columns', coalesce((select json_object_agg(a.attname, a.payload order by a.attnum) from ({columns}) a
                    where a.payload::text <> '{{}}'), '{{}}')))
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_foreign_table f on f.ftrelid = c.oid join pg_foreign_server s on s.oid = f.ftserver
        where {USER_SCHEMA} and c.oid not in {family.FOREIGN_KIN}"""


def project(fact: Fact, major: int) -> None:
    """NOT NULL is a constraint with a name from PostgreSQL 18 on."""
    for column in fact.payload["columns"].values():
        if major < 18 and "not_null" in column:
            column["not_null"] = True


def normalise(fact: Fact) -> None:
    """Leave out the names of NOT NULL that PostgreSQL would choose."""
    if "bounds" in fact.payload:
        fact.payload["bounds"] = family.bounds(fact.payload["bounds"])
    for name, column in fact.payload["columns"].items():
        spec = column.get("not_null")
        if isinstance(spec, dict):
            plain = generated_name(fact.id.name, name, label="not_null")
            rest = {key: value for key, value in spec.items() if (key, value) != ("name", plain)}
            column["not_null"] = rest or True


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    columns = {
        str(name): {key: value for key, value in column.items() if key in COLUMN and value is not False}
        for name, column in (node.get("columns") or {}).items()
    }
    return {**node, "columns": columns}


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    node = {key: value for key, value in payload.items() if key != "columns" or value}
    if len(node.get("inherits", ())) == 1:
        node["inherits"] = node["inherits"][0]
    return node


def _column(table: str, name: str, column: Mapping[str, Any]) -> str:
    sql = f"{ident(name)} {column['type']}{foreign_options.clause(column.get('options') or {})}"
    if "collation" in column:
        sql += f" collate {collation_sql(column['collation'])}"
    if "generated" in column:
        sql += f" generated always as {parenthesised(column['generated'])} {'virtual' if column.get('virtual') else 'stored'}"
    spec = column.get("not_null")
    if spec and isinstance(spec, Mapping):
        given = spec.get("name") or generated_name(table, name, label="not_null")
        return f"{sql} constraint {ident(given)} not null{' no inherit' if spec.get('no_inherit') else ''}"
    return sql + (" not null" if spec else "")


def _settings(alter: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Sql]:
    """What CREATE FOREIGN TABLE cannot say of a column."""
    out: list[Sql] = []
    if old.get("statistics") != new.get("statistics"):
        out.append(f"{alter} set statistics {new.get('statistics', -1)}")
    if "storage" in new and old.get("storage") != new["storage"]:
        out.append(f"{alter} set storage {new['storage']}")
    was, now = old.get("estimates") or {}, new.get("estimates") or {}
    if gone := [key for key in was if key not in now]:
        out.append(f"{alter} reset ({', '.join(option_name(key) for key in gone)})")
    if said := {key: value for key, value in now.items() if was.get(key) != value}:
        out.append(f"{alter} set ({options_sql(said)})")
    return out


def _prefix(fact: Fact, name: str) -> str:
    return f"alter foreign table {name_sql(fact.id)} alter column {ident(name)}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    from neodiff.kinds import inline

    payload, columns = fact.payload, fact.payload["columns"]
    lines = [_column(fact.id.name, name, column) for name, column in columns.items() if "type" in column]
    inside = ",".join(f"\n    {line}" for line in [*lines, *inline(folded, env)])
    server = f"server {ident(payload['server'])}{foreign_options.clause(payload.get('options') or {})}"
    if "partition_of" in payload:
        own = f" ({inside}\n)" if inside else ""
        head = f"{family.clause(fact)}{own}\n{family.bounds_sql(payload)}"
    else:
        head = f"({inside}\n)" + (f" {family.clause(fact)}" if payload.get("inherits") else "")
    out: list[Sql] = [f"create foreign table {name_sql(fact.id)} {head}\n{server}"]
    for name, column in columns.items():
        if "type" not in column:
            out += _of_parents(fact, name, column)
        out += _settings(_prefix(fact, name), {}, column)
    return out


def _of_parents(fact: Fact, name: str, column: Mapping[str, Any]) -> list[Sql]:
    """What a column has beside what it has from a parent."""
    out: list[Sql] = []
    if column.get("options"):
        out.append(f"{_prefix(fact, name)} {foreign_options.difference({}, column['options'])}")
    return out + (_not_null(fact, name, {}, column) if "not_null" in column else [])


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop foreign table {name_sql(fact.id)}"]


def _columns(change: Change) -> list[Sql] | None:
    """New columns, and what of old ones is easily altered."""
    old, new = change.old.payload["columns"], change.new.payload["columns"]
    out: list[Sql] = []
    tied = any(family.ties(side.payload) for side in (change.old, change.new))
    if tied or any(name not in new for name in old):
        return replace(change)
    for name, column in new.items():
        was = old.get(name)
        prefix = _prefix(change.new, name)
        if was is None:
            add = f"alter foreign table {name_sql(change.id)} add column {_column(change.id.name, name, column)}"
            out += [add, *_settings(prefix, {}, column)]
            continue
        differing = {key for key in {*was, *column} if was.get(key) != column.get(key)}
        if differing - _ALTERED or ("storage" in differing and "storage" not in column):
            return replace(change)
        if "options" in differing:
            said = foreign_options.difference(was.get("options") or {}, column.get("options") or {})
            out.append(f"{prefix} {said}")
        out += _not_null(change.new, name, was, column) if "not_null" in differing else []
        out += _settings(prefix, was, column)
    return out


def _not_null(fact: Fact, name: str, was: Mapping[str, Any], column: Mapping[str, Any]) -> list[Sql]:
    prefix, spec = _prefix(fact, name), column.get("not_null")
    out: list[Sql] = [f"{prefix} drop not null"] if was.get("not_null") else []
    if spec is True:
        out.append(f"{prefix} set not null")
    elif spec:
        given = spec.get("name") or generated_name(fact.id.name, name, label="not_null")
        suffix = " no inherit" if spec.get("no_inherit") else ""
        named = f"add constraint {ident(given)} not null {ident(name)}{suffix}"
        out.append(f"alter foreign table {name_sql(fact.id)} {named}")
    return out


def _options(change: Change) -> list[Sql]:
    return foreign_options.alter(f"alter foreign table {name_sql(change.id)}", change)


ALTER: Final[Mapping[str, Alter]] = {
    "server": replace,
    **dict.fromkeys(("partition_of", "bounds", "inherits"), replace),
    "options": _options,
    "columns": _columns,
}
