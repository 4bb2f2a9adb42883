"""Columns of tables. Knows pg_attribute; a plain default is a fact of the default room, for it may need what needs the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import casts, family, grants, identity
from neodiff.kinds.base import (
    PG_CLASS,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    collation_sql,
    options_json,
    options_sql,
    parent_of,
    table_sql,
    true,
)
from neodiff.kinds.sequence import OPTIONS, PAYLOAD, altered, options
from neodiff.sql import generated_name, ident, literal, qualified
from neodiff.yaml.form import Bool, Choice, Either, Field, Int, MapOf, Name, Object, Scalar, Str, TypeName
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "column"
NESTED: Final[Mapping[str, str]] = {"table": "columns"}
FORM: Final = Object(
    {
        "type": Field(TypeName(), doc="absent where a parent has the column too"),
        "collation": Field(Str()),
        "not_null": Field(
            Either(
                Bool(),
                Object(
                    {"name": Field(Name()), "no_inherit": Field(Bool()), "not_valid": Field(Bool())}, noun="not_null"
                ),
            )
        ),
        "identity": Field(
            Either(
                Choice("always", "by default"),
                Object(
                    {
                        "generated": Field(Choice("always", "by default"), required=True),
                        "name": Field(Name()),
                        **OPTIONS,
                        "grants": Field(grants.FORM, doc="on its sequence; absent = not managed"),
                    },
                    noun="identity",
                ),
            )
        ),
        "generated": Field(SqlText(), doc="expression of a generated column"),
        "virtual": Field(Bool(), doc="computed when read (PostgreSQL 18); stored unless said"),
        "storage": Field(Choice("plain", "external", "extended", "main", "default")),
        "compression": Field(Choice("pglz", "lz4", "default")),
        "statistics": Field(Int(min=0, max=10000)),
        "options": Field(MapOf(Scalar(), key=Str()), doc="n_distinct, n_distinct_inherited"),
    },
    short="type",
    noun="column",
)


def query(major: int) -> str:
    not_null = "true"
    if major >= 18:
        not_null = f"""(select json_strip_nulls(json_build_object('name', k.conname, 'not_valid', {true("not k.convalidated")},
            'no_inherit', {true("k.connoinherit")})) from pg_constraint k
            where k.conrelid = c.oid and k.contype = 'n' and k.conkey = array[a.attnum])"""
    kept = "null"
    if major >= 18:
        kept = """(select true from pg_constraint k where k.conrelid = c.oid and k.contype = 'n' and k.conkey = array[a.attnum]
            and not k.conislocal)"""
    virtual = true("a.attgenerated = 'v'") if major >= 18 else "null"
    return f"""
        select {PG_CLASS}, c.oid, a.attnum, '', a.attname, {PG_CLASS}, c.oid, 0, a.attnum, c.relowner, a.attacl,
            json_strip_nulls(json_build_object(
                'type', format_type(a.atttypid, a.atttypmod), 'kin_not_null', {kept}, 'kin', case when c.reloftype <> 0 then 'inherited'
                    else {family.KIN.format(count="a.attinhcount", local="a.attislocal")} end,
                'collation', case when a.attcollation <> t.typcollation then
                    case when cn.nspname = 'pg_catalog' then co.collname
                         else quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end end,
                'not_null', case when a.attnotnull then to_json({not_null}) end,
                'identity', case when a.attidentity <> '' then (
                    select json_build_object('generated', case a.attidentity when 'a' then 'always' else 'by default' end,
                        'name', sc.relname, 'schema', nullif(sc.relnamespace, c.relnamespace)::regnamespace::text,
                        'unlogged', nullif(sc.relpersistence = 'u', c.relpersistence = 'u'), 'acl', (
                            select json_agg(json_build_array(coalesce(g.rolname, ''), x.privilege_type, x.is_grantable))
                            from aclexplode(sc.relacl) x left join pg_roles g on g.oid = x.grantee), {PAYLOAD})
                    from pg_depend d join pg_class sc on sc.oid = d.objid join pg_sequence s on s.seqrelid = sc.oid
                    where d.classid = {PG_CLASS} and d.refclassid = {PG_CLASS} and d.refobjid = c.oid
                        and d.refobjsubid = a.attnum and d.deptype = 'i') end,
                'generated', case when a.attgenerated <> '' then pg_get_expr(g.adbin, g.adrelid) end,
                'virtual', {virtual},
                'storage', case when a.attstorage <> t.typstorage then
                    case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' else 'main' end end,
                'compression', case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end,
                'statistics', case when a.attstattarget >= 0 then a.attstattarget end,
                'options', {options_json("a.attoptions")}))
        from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
        join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
        left join pg_collation co on co.oid = a.attcollation left join pg_namespace cn on cn.oid = co.collnamespace
        left join pg_attrdef g on g.adrelid = a.attrelid and g.adnum = a.attnum and a.attgenerated <> ''
        where a.attnum > 0 and not a.attisdropped and c.relpersistence <> 't' and {USER_SCHEMA}"""


def project(fact: Fact, major: int) -> None:
    """As that server would say it: NOT NULL is a constraint with a name from 18 on, unlogged sequences are from 15."""
    if major < 18 and "not_null" in fact.payload:
        fact.payload["not_null"] = True
    if major < 15 and "identity" in fact.payload:
        fact.payload["identity"].pop("unlogged", None)


def normalise(fact: Fact) -> None:
    """Leave out the names that PostgreSQL would choose: of the NOT NULL constraint and of the identity's sequence."""
    payload, table = fact.payload, parent_of(fact)
    if isinstance(payload.get("not_null"), dict):
        rest = {**payload["not_null"]}
        if rest.get("name") == generated_name(table.name, fact.id.name, label="not_null"):
            del rest["name"]
        payload["not_null"] = rest or True
    if isinstance(payload.get("identity"), dict):
        rest = {**payload["identity"]}
        if acl := rest.pop("acl", None):
            payload["identity_acl"] = acl  # rows; the reader, who knows the owner, makes grants of them
        if rest.get("name") == generated_name(table.name, fact.id.name, label="seq") and "schema" not in rest:
            del rest["name"]
        payload["identity"] = rest["generated"] if len(rest) == 1 else rest


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = dict(node)
    for key in ("not_null", "virtual"):
        if payload.get(key) in (False, None):
            payload.pop(key, None)
    return identity.from_yaml(payload)


to_yaml = identity.to_yaml


def _not_null(payload: Mapping[str, Any]) -> str:
    spec = payload.get("not_null")
    if not spec:
        return ""
    name = f" constraint {ident(spec['name'])}" if isinstance(spec, dict) and "name" in spec else ""
    return f"{name} not null" + (" no inherit" if isinstance(spec, dict) and spec.get("no_inherit") else "")


def _identity(spec: str | Mapping[str, Any], table: str) -> str:
    if isinstance(spec, str):
        return f" generated {spec} as identity"
    inside = options(spec)
    if "name" in spec:
        name = qualified(spec.get("schema", table), spec["name"])
        inside = f"sequence name {name} {inside}".rstrip()
    return f" generated {spec['generated']} as identity" + (f" ({inside})" if inside else "")


def inline(fact: Fact, folded: Sequence[Fact], env: Env) -> str:
    """The column as CREATE TABLE and ADD COLUMN spell it; `folded` may hold its default."""
    payload = fact.payload
    sql = f"{ident(fact.id.name)} {payload['type']}"
    if "collation" in payload:
        sql += f" collate {collation_sql(payload['collation'])}"
    if "compression" in payload:
        sql += f" compression {payload['compression']}"
    spec = payload.get("not_null")
    if not (isinstance(spec, dict) and spec.get("not_valid")):
        sql += _not_null(payload)
    for default in folded:
        sql += f" default {default.payload['expression']}"
    if "identity" in payload:
        sql += _identity(payload["identity"], parent_of(fact).schema)
    if "generated" in payload:
        sql += f" generated always as ({payload['generated']}) {'virtual' if payload.get('virtual') else 'stored'}"
    return sql


def after(fact: Fact, env: Env) -> list[Sql]:
    """What the column's own definition cannot say."""
    payload, alter = fact.payload, f"alter table {table_sql(fact)} alter column {ident(fact.id.name)}"
    out: list[Sql] = []
    if "storage" in payload:
        out.append(f"{alter} set storage {payload['storage']}")
    if "statistics" in payload:
        out.append(f"{alter} set statistics {payload['statistics']}")
    if payload.get("options"):
        out.append(f"{alter} set ({options_sql(payload['options'])})")
    spec = payload.get("not_null")
    if isinstance(spec, dict) and spec.get("not_valid"):
        out.append(_add_not_null(fact, spec))
    if "identity" in payload and (env.known or "identity_grants" in payload):
        out += identity.granted(fact, env)
    return out


def _add_not_null(fact: Fact, spec: Mapping[str, Any]) -> str:
    name = spec.get("name") or generated_name(parent_of(fact).name, fact.id.name, label="not_null")
    suffix = (" no inherit" if spec.get("no_inherit") else "") + (" not valid" if spec.get("not_valid") else "")
    return f"alter table {table_sql(fact)} add constraint {ident(name)} not null {ident(fact.id.name)}{suffix}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [f"alter table {table_sql(fact)} add column {inline(fact, folded, env)}", *after(fact, env)]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"alter table {table_sql(fact)} drop column {ident(fact.id.name)}"]


def _alter(change: Change) -> str:
    return f"alter table {table_sql(change.new)} alter column {ident(change.id.name)}"


def retype(change: Change, using: str | None = None) -> list[Sql]:
    """ALTER COLUMN ... TYPE, and what PostgreSQL sets back with it: storage and compression (ATExecAlterColumnType())."""
    old, payload = change.old.payload, change.new.payload
    sql = f"{_alter(change)} type {payload['type']}"
    if "collation" in payload:
        sql += f" collate {collation_sql(payload['collation'])}"
    conversion = using or casts.using(change.id.name, str(old["type"]), str(payload["type"]))
    out: list[Sql] = [sql + (f" using {conversion}" if conversion else "")]
    return out + [
        f"{_alter(change)} set {attr} {payload[attr]}"
        for attr in ("storage", "compression")
        if attr in payload and attr not in change.attrs
    ]


def _type(change: Change) -> list[Sql] | None:
    if "generated" in change.new.payload or "generated" in change.old.payload:
        # A generated column has no value of its own to convert.
        collate = f" collate {collation_sql(change.value('collation'))}" if change.value("collation") else ""
        return None if change.attrs & {"generated"} else [f"{_alter(change)} type {change.value('type')}{collate}"]
    # only integers are identities
    before = [f"{_alter(change)} drop identity"] if _retyped_without_identity(change) else list[Sql]()
    return [*before, *retype(change)]


def _retyped_without_identity(change: Change) -> bool:
    return "type" in change.attrs and _loses_identity(change)


def _loses_identity(change: Change) -> bool:
    return "identity" in change.old.payload and "identity" not in change.new.payload


def _set_not_null(change: Change) -> list[Sql] | None:
    old, new = change.old.payload.get("not_null"), change.value("not_null")
    if new and not old:
        return [f"{_alter(change)} set not null"] if new is True else [_add_not_null(change.new, new)]
    if not new:
        # An identity column cannot lose NOT NULL while it is one.
        first = _loses_identity(change) and not _retyped_without_identity(change)
        before = [f"{_alter(change)} drop identity"] if first else list[Sql]()
        return [*before, f"{_alter(change)} drop not null"]
    was, now = (spec if isinstance(spec, dict) else {} for spec in (old, new))
    table, out = table_sql(change.new), list[Sql]()
    plain = generated_name(parent_of(change.new).name, change.id.name, label="not_null")
    if was.get("not_valid") and not now.get("not_valid"):
        out.append(f"alter table {table} validate constraint {ident(was.get('name', plain))}")
    elif now.get("not_valid") and not was.get("not_valid"):
        return [f"{_alter(change)} drop not null", _add_not_null(change.new, now)]
    if was.get("name", plain) != now.get("name", plain):
        out.append(
            f"alter table {table} rename constraint {ident(was.get('name', plain))} to {ident(now.get('name', plain))}"
        )
    if was.get("no_inherit") != now.get("no_inherit"):
        inherit = "no inherit" if now.get("no_inherit") else "inherit"
        out.append(f"alter table {table} alter constraint {ident(now.get('name', plain))} {inherit}")
    return out


def _go_on(change: Change) -> str:
    """A new identity starts at 1, whatever the rows hold: go on behind the highest value there is."""
    table, column = table_sql(change.new), ident(change.id.name)
    sequence = f"pg_get_serial_sequence({literal(table).strip()}, {literal(change.id.name).strip()})"
    return f"select setval({sequence}, max({column})) from {table} having max({column}) is not null"


def _set_identity(change: Change) -> list[Sql] | None:
    old, new = change.old.payload.get("identity"), change.value("identity")
    if not new:
        gone = _retyped_without_identity(change) or ("not_null" in change.attrs and not change.value("not_null"))
        return [] if gone else [f"{_alter(change)} drop identity"]
    if not old:
        made = f"{_alter(change)} add{_identity(new, parent_of(change.new).schema)}"
        return [made, _go_on(change), *identity.granted(change.new, change.env)]
    was, now = ({"generated": spec} if isinstance(spec, str) else spec for spec in (old, new))
    table = parent_of(change.new)
    out: list[Sql] = []
    if was["generated"] != now["generated"]:
        out.append(f"{_alter(change)} set generated {now['generated']}")
    plain = generated_name(table.name, change.id.name, label="seq")
    sequence = qualified(was.get("schema", table.schema), was.get("name", plain))
    settings = [
        {key: value for key, value in spec.items() if key in OPTIONS and key != "unlogged"} for spec in (was, now)
    ]
    if settings[0] != settings[1]:
        for spec, side in zip(settings, (change.old, change.new)):
            spec.setdefault("type", side.payload["type"])
        out += altered(sequence, *settings)
    if was.get("name", plain) != now.get("name", plain):
        out.append(f"alter sequence {sequence} rename to {ident(now.get('name', plain))}")
    if was.get("unlogged") != now.get("unlogged"):
        out.append(f"alter sequence {sequence} set {'unlogged' if now.get('unlogged') else 'logged'}")
    return out


def _generated(change: Change) -> list[Sql] | None:
    old, new = change.old.payload, change.new.payload
    if "generated" in old and "generated" not in new:
        return [f"{_alter(change)} drop expression"] if not old.get("virtual") else None
    if (
        "generated" in old
        and change.env.major >= 17
        and old.get("virtual") == new.get("virtual")
        and "type" not in change.attrs
    ):
        return [f"{_alter(change)} set expression as ({new['generated']})"]
    return None


def _storage(change: Change) -> list[Sql]:
    wanted = change.value("storage") or "default"
    if wanted == "default" and change.env.major < 16:  # the word is PostgreSQL 16's
        wanted = "main" if str(change.value("type")).startswith(("numeric", "inet", "cidr")) else "extended"
    return [f"{_alter(change)} set storage {wanted}"]


def _compression(change: Change) -> list[Sql]:
    return [f"{_alter(change)} set compression {change.value('compression') or 'default'}"]


def _statistics(change: Change) -> list[Sql]:
    target = change.value("statistics")
    only = "only " if change.parent else ""  # children have their own
    alter = _alter(change).replace("alter table ", f"alter table {only}", 1)
    return [f"{alter} set statistics {-1 if target is None else target}"]


def _options(change: Change) -> list[Sql]:
    from neodiff.kinds.base import alter_options

    return alter_options(_alter(change), change)


ALTER: Final[Mapping[str, Alter]] = {
    "type": _type,
    "collation": _type,
    "not_null": _set_not_null,
    "identity": _set_identity,
    "identity_grants": identity.alter_grants,
    "generated": _generated,
    "virtual": _generated,
    "storage": _storage,
    "compression": _compression,
    "statistics": _statistics,
    "options": _options,
}
