"""What every room shares: the contract of a room, the words SQL has for its kinds, and small writers of SQL.

A room is one module for one kind, always in this order: KIND, where it stands in YAML, FORM, query, create, drop, ALTER.
Rooms import this module and never each other. Payloads have the shape of the YAML, defaults left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from neodiff.facts import Fact, FactBase, FactId, Payload
from neodiff.sql import dollar_quote, ident, literal, name_of, qualified, significant, split_name
from neodiff.statement import Statement
from neodiff.yaml.form import Form

Sql = str | Statement


@dataclass(frozen=True, slots=True)
class Env:
    """What a writer of SQL may know beside the fact.

    major    of the server that will run it
    creator  who will run it, and so owns what it makes
    owner    object -> its owner, where that is known
    initial  object -> what it grants as soon as it is made
    grantors who gave a membership, where a database tells: it can only be taken back in their names
    known    is this for one database, whose default privileges `initial` tells?
    versioned extensions that are made in the version the fact says; others in the server's default one
    possible object -> what it may grant then, where that is not known for sure; all of it is taken back if not wanted
    """

    major: int = 18
    creator: str | None = None
    owner: Callable[[FactId], str | None] = lambda _: None
    initial: Callable[[FactId], Payload] = lambda _: {}
    possible: Callable[[FactId], Payload] | None = None
    versioned: frozenset[str] = frozenset()
    known: bool = False
    grantors: Callable[[FactId], Sequence[str]] = lambda _: ()


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that is there on both sides with another payload. `attrs` are the payload keys that differ.

    parent: has its table children?
    """

    old: Fact
    new: Fact
    attrs: frozenset[str]
    env: Env = field(default_factory=Env)
    parent: bool = False

    @property
    def id(self) -> FactId:
        return self.new.id

    def value(self, attr: str) -> Any:
        return self.new.payload.get(attr)


Alter = Callable[[Change], "list[Sql] | None"]


def replace(change: Change) -> list[Sql] | None:
    """The rule for an attribute that PostgreSQL cannot alter in place: drop and create."""
    return None


class Room(Protocol):
    """One kind of fact.

    NESTED  document kind -> key of that document under which facts of this kind stand; empty for a document's own kind
    FORM    the YAML of one fact; an Object where documents or lists are made of it
    query   catalog SQL for a server of that major; columns classid, objid, subid, schema, name, parent_class,
            parent_oid, ord, owner, acl, payload
    project what a newer server says of a fact, as `major` would say it; then normalise leaves out what is default. Both
            change the fact just read, and few rooms have them
    create  statements that make the fact; `folded` are child facts to be made in the same statement
    ALTER   payload key -> the rule that alters it; a rule returns None where only drop and create will do
    """

    @property
    def KIND(self) -> str: ...  # noqa: N802  (constants of a module)
    @property
    def NESTED(self) -> Mapping[str, str]: ...  # noqa: N802
    @property
    def FORM(self) -> Form: ...  # noqa: N802

    def query(self, major: int) -> str: ...
    def create(self, fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]: ...
    def drop(self, fact: Fact, env: Env) -> list[Sql]: ...

    @property
    def ALTER(self) -> Mapping[str, Alter]: ...  # noqa: N802


# The catalog's object classes, by their fixed oids (pg_class of every supported version).
PG_TYPE, PG_PROC, PG_CLASS, PG_ATTRDEF, PG_CONSTRAINT = 1247, 1255, 1259, 2604, 2606
PG_NAMESPACE, PG_REWRITE, PG_TRIGGER, PG_EXTENSION, PG_POLICY, PG_DEFAULT_ACL = 2615, 2618, 2620, 3079, 3256, 826
PG_OPERATOR, PG_OPCLASS, PG_OPFAMILY, PG_CAST, PG_COLLATION, PG_CONVERSION = 2617, 2616, 2753, 2605, 3456, 2607
PG_LANGUAGE, PG_TRANSFORM, PG_AM, PG_AMOP, PG_AMPROC = 2612, 3576, 2601, 2602, 2603

PG_STATISTIC_EXT, PG_EVENT_TRIGGER = 3381, 3466
PG_PUBLICATION, PG_PUBLICATION_REL, PG_PUBLICATION_NAMESPACE = 6104, 6106, 6237
PG_TS_DICT, PG_TS_PARSER, PG_TS_CONFIG, PG_TS_TEMPLATE = 3600, 3601, 3602, 3764
PG_FOREIGN_SERVER, PG_USER_MAPPING, PG_FOREIGN_DATA_WRAPPER = 1417, 1418, 2328
PG_SUBSCRIPTION = 6100
PG_AUTHID, PG_DATABASE, PG_PARAMETER_ACL = 1260, 1262, 6243

# Grants are declared in the words of the newest version; a server that lacks a privilege is not asked for it.
PUBLIC_MAJOR: Final = 18

USER_SCHEMA: Final = (
    r"""n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'neodiff', 'neodiff_archive')"""
)

ROUTINES: Final = frozenset(("function", "procedure", "aggregate"))
# Kinds whose ids are SQL: a name, and what tells it from others of that name.
SIGNED: Final = ROUTINES | {"operator", "operator_class", "operator_family", "cast", "transform"}
# Kinds of objects that live in no schema.
GLOBAL: Final = frozenset(
    """schema extension default_privileges cast language transform access_method publication subscription
    event_trigger foreign_data_wrapper server role database parameter""".split()
)
# What belongs to the whole server or to the database itself: no dump of a schema says it, and no copy of a database has it.
_OF_CLUSTER: Final = ("role", "database", "parameter")
# Stands in SQL for the name of the database that it will be run in, which is another one in every environment.
CURRENT_DATABASE: Final = "\0"
# Types that can be but a name for a while, for the functions that they are made of.
SHELLED: Final = frozenset(("type", "range"))

# How SQL names an object of a kind in ALTER, DROP, COMMENT ON.
WORD: Final = {
    "schema": "schema",
    "extension": "extension",
    "table": "table",
    "view": "view",
    "materialized_view": "materialized view",
    "sequence": "sequence",
    "index": "index",
    "function": "function",
    "procedure": "procedure",
    "enum": "type",
    "composite": "type",
    "domain": "domain",
    "range": "type",
    "aggregate": "aggregate",
    "operator": "operator",
    "cast": "cast",
    "collation": "collation",
    "operator_family": "operator family",
    "operator_class": "operator class",
    "conversion": "conversion",
    "type": "type",
    "language": "language",
    "transform": "transform",
    "access_method": "access method",
    "statistics": "statistics",
    "rule": "rule",
    "publication": "publication",
    "subscription": "subscription",
    "event_trigger": "event trigger",
    "text_search_dictionary": "text search dictionary",
    "text_search_configuration": "text search configuration",
    "text_search_parser": "text search parser",
    "text_search_template": "text search template",
    "foreign_data_wrapper": "foreign data wrapper",
    "server": "server",
    "foreign_table": "foreign table",
    "column": "column",
    "trigger": "trigger",
    "policy": "policy",
    "primary_key": "constraint",
    "unique": "constraint",
    "foreign_key": "constraint",
    "check": "constraint",
    "exclusion": "constraint",
    "not_null": "constraint",
    "role": "role",
    "database": "database",
}


def of_cluster(fact_id: FactId) -> bool:
    """Is it about a role, the database itself or a parameter? Default privileges are a database's, though a role's."""
    return fact_id.root.kind in _OF_CLUSTER and fact_id.kind != "default_privileges"


def in_current_database(sql: str) -> str:
    """`sql` as it can run in a database of any name: CURRENT_DATABASE is only found out there."""
    if CURRENT_DATABASE not in sql:
        return sql
    text = sql.replace("%", "%%").replace(CURRENT_DATABASE, "%I")
    body = f"begin execute format({literal(text).strip()}, current_database()); end"
    return f"do {dollar_quote(body)}"


def name_sql(fact_id: FactId) -> str:
    """The object's own name in SQL: qualified for what lives in a schema."""
    if fact_id.kind == "database":
        return CURRENT_DATABASE
    if fact_id.kind == "parameter":
        return parameter_sql(fact_id.name)
    if fact_id.kind in SIGNED:
        return f"{ident(fact_id.schema)}.{fact_id.name}" if fact_id.schema else fact_id.name
    if fact_id.schema and fact_id.parent is None:
        return qualified(fact_id.schema, fact_id.name)
    if fact_id.kind == "statistics":
        return qualified(fact_id.schema or fact_id.root.schema, fact_id.name)
    return ident(fact_id.name)


def parameter_sql(name: str) -> str:
    """A configuration parameter, such as `work_mem` or `plpgsql.extra_warnings`."""
    return ".".join(ident(part) for part in name.split("."))


def bare_name(fact_id: FactId) -> str:
    """The name alone, without quotes and without what an id that is SQL has beside it."""
    name = fact_id.name
    if fact_id.kind == "operator":
        return name.split("(")[0]
    if fact_id.kind in SIGNED:
        return name_of(significant(name)[0]) or name
    return name


def index_of(constraint: FactId) -> FactId:
    """The index of a primary key, unique or exclusion constraint, whose name it has: no fact, but with a comment of its own."""
    return FactId("index", "", "", constraint)


def reference(fact_id: FactId) -> str:
    """The object as COMMENT ON names it, e.g. `policy p on public.t`, `column public.t.c`."""
    word = WORD[fact_id.kind]
    parent = fact_id.parent
    if parent is None or fact_id.kind == "statistics":
        return f"{word} {name_sql(fact_id)}"
    if fact_id.kind == "column":
        return f"column {name_sql(parent)}.{ident(fact_id.name)}"
    if fact_id.kind == "index":
        return f"index {qualified(fact_id.root.schema, fact_id.name or parent.name)}"
    on = f"domain {name_sql(parent)}" if parent.kind == "domain" else name_sql(parent)
    return f"{word} {ident(fact_id.name)} on {on}"


def own_functions(base: FactBase) -> Iterator[tuple[FactId, FactId]]:
    """(function, type) where the type is made of the function, which takes or gives it: they come and go together."""
    for fact_id in [fact_id for fact_id in base.facts if fact_id.kind in SHELLED]:
        for needed in base.needs.get(fact_id, set()) | base.soft.get(fact_id, set()):
            back = base.needs.get(needed, set()) | base.soft.get(needed, set())
            if needed.kind == "function" and fact_id in back:
                yield needed, fact_id


def parent_of(fact: Fact) -> FactId:
    assert fact.id.parent is not None, fact.id
    return fact.id.parent


def table_sql(fact: Fact) -> str:
    """The qualified name of the relation that a child fact belongs to."""
    return name_sql(parent_of(fact))


def option_value(value: Any) -> str:
    return literal(str(value)).strip()


def options_sql(options: Mapping[str, Any]) -> str:
    """A list of storage parameters, as after WITH or SET; `toast.` prefixes stay."""
    return ", ".join(f"{option_name(key)} = {option_value(value)}" for key, value in options.items())


def option_name(key: str) -> str:
    return ".".join(ident(part) for part in key.split(".", 1))


def alter_options(prefix: str, change: Change, attr: str = "options") -> list[Sql]:
    """`<prefix> set (...)` and `<prefix> reset (...)` for the storage parameters that differ."""
    old, new = change.old.payload.get(attr) or {}, change.new.payload.get(attr) or {}
    out: list[Sql] = []
    if gone := [key for key in old if key not in new]:
        out.append(f"{prefix} reset ({', '.join(option_name(key) for key in gone)})")
    if changed := {key: value for key, value in new.items() if old.get(key) != value}:
        out.append(f"{prefix} set ({options_sql(changed)})")
    return out


def collation_sql(name: str) -> str:
    """A collation as SQL: a plain name lives in pg_catalog; a quoted or dotted lower-case one is SQL already."""
    parts = split_name(name)
    if '"' in name or (parts and len(parts) == 2 and name == name.lower()):
        return name
    return ident(name)


def options_json(column: str) -> str:
    """Catalog SQL: a text[] of name=value as a JSON object, NULL where empty."""
    return f"(select json_object_agg(split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)) from unnest({column}) o)"


def regproc(column: str) -> str:
    """Catalog SQL: the SQL name of a function, without its schema where that is pg_catalog; NULL where there is none."""
    return f"nullif({column}::regproc::text, '-')"


def near_name(schema: str, name: str) -> str:
    """Catalog SQL: a name as SQL, plain where it is one of pg_catalog's; `name` is SQL for it, quoted where it must be."""
    return f"case when {schema} = 'pg_catalog' then '' else quote_ident({schema}) || '.' end || {name}"


def operator_name(name: str) -> str:
    """An operator in a list of options: `<`, or `operator(app.<)` where it is qualified."""
    return f"operator({name})" if "." in name else name


def true(condition: str) -> str:
    """Catalog SQL: true, or NULL so that json_strip_nulls leaves the default out."""
    return f"nullif({condition}, false)"
