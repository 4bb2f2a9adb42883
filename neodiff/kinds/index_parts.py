"""The elements of an index, which exclusion constraints have too: column or expression, collation, operator class, order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from neodiff.kinds.base import collation_sql, options_json, options_sql
from neodiff.sql import ident, parenthesised, significant, split_name
from neodiff.yaml.form import Choice, Field, MapOf, Name, Object, Scalar, Str
from neodiff.yaml.form import Sql as SqlText

FIELDS: Final = {
    "column": Field(Name()),
    "expression": Field(SqlText()),
    "collation": Field(Str()),
    "opclass": Field(Str()),
    "opclass_options": Field(MapOf(Scalar(), key=Str())),
    "order": Field(Choice("asc", "desc")),
    "nulls": Field(Choice("first", "last")),
}
ELEMENT: Final = Object(FIELDS, short="column", noun="index element")

# The elements as JSON. i: pg_index; every key column of the index is one. An operator class is left out where it is the
# default one of the indexed type (GetDefaultOpClass() in commands/indexcmds.c also follows binary coercions).
ELEMENTS: Final = f"""
    (select json_agg(json_strip_nulls(json_build_object(
        'column', a.attname,
        'expression', case when i.indkey[o - 1] = 0 then pg_get_indexdef(i.indexrelid, o, false) end,
        'collation', case when i.indcollation[o - 1] <> coalesce(a.attcollation,
                (select t.typcollation from pg_type t where t.oid = ia.atttypid)) then
            case when cn.nspname = 'pg_catalog' then co.collname
                 else quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end end,
        'opclass', case when not (oc.opcdefault and (oc.opcintype = coalesce(a.atttypid, ia.atttypid)
                or not exists (select from pg_opclass d where d.opcmethod = oc.opcmethod and d.opcdefault
                    and d.opcintype = coalesce(a.atttypid, ia.atttypid)))) or ia.attoptions is not null then
            case when ocn.nspname = 'pg_catalog' then quote_ident(oc.opcname)
                 else quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname) end end,
        'opclass_options', {options_json("ia.attoptions")},
        'order', case when i.indoption[o - 1] & 1 = 1 then 'desc' end,
        'nulls', case i.indoption[o - 1] & 3 when 1 then 'last' when 2 then 'first' end
        %s)) order by o)
    from generate_series(1, i.indnkeyatts) o
    join pg_attribute ia on ia.attrelid = i.indexrelid and ia.attnum = o
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[o - 1] and i.indkey[o - 1] <> 0
    left join pg_collation co on co.oid = i.indcollation[o - 1] left join pg_namespace cn on cn.oid = co.collnamespace
    join pg_opclass oc on oc.oid = i.indclass[o - 1] join pg_namespace ocn on ocn.oid = oc.opcnamespace)"""


def element_sql(element: Mapping[str, Any]) -> str:
    sql = ident(element["column"]) if "column" in element else _expression(element["expression"])
    if "collation" in element:
        sql += f" collate {collation_sql(element['collation'])}"
    if "opclass" in element:
        sql += f" {element['opclass']}"
    if element.get("opclass_options"):
        sql += f" ({options_sql(element['opclass_options'])})"
    if element.get("order") == "desc":
        sql += " desc"
    if "nulls" in element:
        sql += f" nulls {element['nulls']}"
    return sql


def _expression(text: str) -> str:
    """An expression needs parentheses unless it is a plain function call."""
    found = significant(text)
    opening = next((i for i, token in enumerate(found) if token[1] == "("), None)
    if opening and found[-1][1] == ")" and split_name(text[: found[opening][2]]) and found[0][1].lower() != "cast":
        depth = 0
        for i, token in enumerate(found):
            depth += (token[1] == "(") - (token[1] == ")")
            if depth == 0 and i >= opening:
                return text if i == len(found) - 1 else f"({text})"
    return parenthesised(text)


def short(element: Mapping[str, Any]) -> Any:
    """The element as a person writes it: a plain column is its name."""
    return element["column"] if set(element) == {"column"} else dict(element)
