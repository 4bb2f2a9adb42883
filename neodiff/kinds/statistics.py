"""Extended statistics of a table or materialized view. Knows pg_statistic_ext; what ANALYZE has gathered is no schema.

Its name lives in a schema, which is the relation's unless said; its owner is the relation's unless said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import (
    PG_CLASS,
    PG_STATISTIC_EXT,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    name_sql,
    replace,
    table_sql,
)
from neodiff.sql import ident, parenthesised
from neodiff.yaml.form import Choice, Field, Int, ListOf, Name, Object
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "statistics"
NESTED: Final[Mapping[str, str]] = dict.fromkeys(("table", "materialized_view", "foreign_table"), "statistics")
THERE: Final = "pg_statistic_ext"
KINDS: Final = ("ndistinct", "dependencies", "mcv")
_ELEMENT: Final = Object(
    {"column": Field(Name()), "expression": Field(SqlText())}, short="column", noun="statistics element"
)
FORM: Final = Object(
    {
        "columns": Field(ListOf(_ELEMENT), required=True, doc="columns, and {expression: ...}"),
        "kinds": Field(ListOf(Choice(*KINDS)), doc="all of them unless said; an expression alone has none"),
        "target": Field(Int(min=0, max=10000), doc="pg_statistic_ext.stxstattarget"),
        "schema": Field(Name(), doc="the relation's unless said"),
        "name": Field(Name(), doc="the key unless said: names are of a schema, and may be there twice"),
        "owner": Field(Name(), doc="the relation's unless said"),
    },
    short="columns",
    noun="statistics",
)


def query(major: int) -> str:
    # columns are kept in the order of their numbers, whatever order they were given in (commands/statscmds.c)
    return f"""
        select {PG_STATISTIC_EXT}, s.oid, 0, case when s.stxnamespace <> c.relnamespace then sn.nspname::text else '' end,
            s.stxname, {PG_CLASS}, c.oid, 0, 0, s.stxowner, null::aclitem[],
            json_strip_nulls(json_build_object(
                'columns', (select json_agg(e.element order by e.place, e.name collate "C") from (
                    select to_json(a.attname), 0, a.attname::text from unnest(s.stxkeys::int2[]) k(num)
                        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num
                    union all
                    select json_build_object('expression', x.text), x.ord, ''
                        from unnest(pg_get_statisticsobjdef_expressions(s.oid)) with ordinality x(text, ord)) e(element, place, name)),
                'kinds', case when s.stxkind && array['d', 'f', 'm']::"char"[] and not s.stxkind @> array['d', 'f', 'm']::"char"[]
                    then array_to_json(array_remove(array[case when 'd' = any (s.stxkind) then 'ndistinct' end,
                        case when 'f' = any (s.stxkind) then 'dependencies' end, case when 'm' = any (s.stxkind) then 'mcv' end], null))
                    end,
                'target', nullif(s.stxstattarget, -1)))
        from pg_statistic_ext s join pg_class c on c.oid = s.stxrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_namespace sn on sn.oid = s.stxnamespace where {USER_SCHEMA}"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    """The columns by name, then the expressions in their order; all kinds are none said."""
    payload = {key: value for key, value in node.items() if key not in ("schema", "name", "owner")}
    elements = payload["columns"]
    columns = sorted({str(element["column"]) for element in elements if "column" in element})
    expressions = [{"expression": element["expression"]} for element in elements if "expression" in element]
    payload["columns"] = [*columns, *expressions]
    if "kinds" in payload:
        payload["kinds"] = [kind for kind in KINDS if kind in payload["kinds"]]
        if payload["kinds"] == list(KINDS):
            del payload["kinds"]
    return payload


def _element(element: str | Mapping[str, Any]) -> str:
    return ident(element) if isinstance(element, str) else parenthesised(element["expression"])


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    kinds = f" ({', '.join(payload['kinds'])})" if payload.get("kinds") else ""
    elements = ", ".join(_element(element) for element in payload["columns"])
    out: list[Sql] = [f"create statistics {name_sql(fact.id)}{kinds} on {elements} from {table_sql(fact)}"]
    return out + (_set(fact) if "target" in payload else [])


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop statistics {name_sql(fact.id)}"]


def _set(fact: Fact) -> list[Sql]:
    # -1 is what pg_attribute.attstattarget has too: the default; the word DEFAULT is PostgreSQL 17's
    return [f"alter statistics {name_sql(fact.id)} set statistics {fact.payload.get('target', -1)}"]


def _target(change: Change) -> list[Sql]:
    return _set(change.new)


ALTER: Final[Mapping[str, Alter]] = {"columns": replace, "kinds": replace, "target": _target}
