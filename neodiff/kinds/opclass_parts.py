"""What operator classes and operator families share: their operators and support functions. Knows pg_amop and pg_amproc.

Whose member one is, pg_depend says: the class's where the class cannot be without it, else the family's, whoever declared it
(amadjustmembers of each access method). So with GiST the operators of a class are its family's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from neodiff.kinds.base import PG_AMOP, PG_AMPROC, near_name
from neodiff.yaml.form import Field, ListOf, MapOf, Object, OneOrMany, Str, TypeName

_OPERATOR: Final = Object(
    {
        "operator": Field(Str(), required=True, doc="with the types of its operands: app.<(app.a, app.b)"),
        "order_by": Field(Str(), doc="the B-tree family that sorts the results of an operator for ORDER BY"),
    },
    short="operator",
    noun="operator",
)
_FUNCTION: Final = Object(
    {
        "function": Field(Str(), required=True, doc="with the types of its arguments"),
        "types": Field(ListOf(TypeName()), doc="the types of the operands that it is for"),
    },
    short="function",
    noun="function",
)
_NUMBER: Final = Str(pattern=r"[1-9]\d*")
FIELDS: Final = {
    "operators": Field(MapOf(OneOrMany(_OPERATOR), key=_NUMBER), doc="strategy number: operator"),
    "functions": Field(MapOf(OneOrMany(_FUNCTION), key=_NUMBER), doc="support number: function"),
}
Members = Mapping[str, list[dict[str, Any]]]
# kind of member -> one of them as SQL names it where it is dropped
Keyed = dict[tuple[int, str], dict[str, Any]]


def columns(about: str, classid: int, own: str | None = None) -> str:
    """Catalog SQL: 'operators' and 'functions' of the class or family `about`; `own` is the class's type, left out of them."""

    def member(classid_of: int, alias: str) -> str:
        return f"""exists (select from pg_depend d where d.classid = {classid_of} and d.objid = {alias}.oid
            and d.refclassid = {classid} and d.refobjid = {about})"""

    operator = "m.amopopr::regoperator::text"
    types = "json_build_array(format_type(m.amproclefttype, null), format_type(m.amprocrighttype, null))"
    if own is not None:
        plain = near_name("pn.nspname", "p.oprname")
        operator = f"case when m.amoplefttype = {own} and m.amoprighttype = {own} then {plain} else {operator} end"
        types = f"case when m.amproclefttype <> {own} or m.amprocrighttype <> {own} then {types} end"
    sorts = near_name("sn.nspname", "quote_ident(sf.opfname)")
    return f"""
        'operators', (select json_object_agg(s.n, s.members) from (select m.amopstrategy n, json_agg(json_strip_nulls(json_build_object(
                'operator', {operator}, 'order_by', case when sf.oid is not null then {sorts} end))
                order by m.amopopr::regoperator::text) members
            from pg_amop m join pg_operator p on p.oid = m.amopopr join pg_namespace pn on pn.oid = p.oprnamespace
            left join pg_opfamily sf on sf.oid = m.amopsortfamily left join pg_namespace sn on sn.oid = sf.opfnamespace
            where {member(PG_AMOP, "m")} group by m.amopstrategy order by m.amopstrategy) s),
        'functions', (select json_object_agg(s.n, s.members) from (select m.amprocnum n, json_agg(json_strip_nulls(json_build_object(
                'function', m.amproc::oid::regprocedure::text, 'types', {types}))
                order by format_type(m.amproclefttype, null), format_type(m.amprocrighttype, null)) members
            from pg_amproc m where {member(PG_AMPROC, "m")} group by m.amprocnum order by m.amprocnum) s)"""


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    """One member alone needs no list, and no mapping where it has nothing but its name."""
    out = dict(payload)
    for key, short in (("operators", "operator"), ("functions", "function")):
        if key in out:
            members = {
                int(n): [each[short] if len(each) == 1 else dict(each) for each in some] for n, some in out[key].items()
            }
            out[key] = {n: some[0] if len(some) == 1 else some for n, some in members.items()}
    return out


def lines(payload: Mapping[str, Any], own: str | None = None) -> Iterator[str]:
    """The members as CREATE OPERATOR CLASS and ALTER OPERATOR FAMILY ADD list them."""
    for number, members in (payload.get("operators") or {}).items():
        for member in members:
            yield operator(number, member)
    for number, members in (payload.get("functions") or {}).items():
        for member in members:
            yield function(number, member, own)


def operator(number: str, member: Mapping[str, Any]) -> str:
    order = f" for order by {member['order_by']}" if "order_by" in member else ""
    return f"operator {number} {member['operator']}{order}"


def function(number: str, member: Mapping[str, Any], own: str | None = None) -> str:
    types = member.get("types") or ([own, own] if own else [])
    return f"function {number} {_types(types)}{member['function']}"


def _types(types: list[str]) -> str:
    return f"({', '.join(types)}) " if types else ""


def places(payload: Mapping[str, Any]) -> dict[str, str]:
    """What DROP OPERATOR and DROP FUNCTION of a family call each member -> what ADD would."""
    out: dict[str, str] = {}
    for number, members in (payload.get("operators") or {}).items():
        for member in members:
            out[f"operator {number} ({member['operator'].split('(', 1)[1]}"] = operator(number, member)
    for number, members in (payload.get("functions") or {}).items():
        for member in members:
            out[f"function {number} {_types(member['types'])}".strip()] = function(number, member)
    return out
