"""Exclusion constraints. Knows pg_constraint of contype x and its index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import constraint, index_parts
from neodiff.kinds.base import PG_CLASS, PG_CONSTRAINT, USER_SCHEMA, Alter, Env, Sql, replace
from neodiff.sql import ident, parenthesised
from neodiff.yaml.form import Field, ListOf, Object, Str
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "exclusion"
NESTED: Final[Mapping[str, str]] = {"table": "exclusions"}
THERE: Final = "pg_constraint where contype = 'x'"
FORM: Final = Object(
    {
        "using": Field(Str(), doc="index method; btree unless said"),
        "elements": Field(
            ListOf(Object({**index_parts.FIELDS, "with": Field(Str(), required=True)}, noun="exclusion element")),
            doc="absent where it is part of a partitioned constraint",
        ),
        "where": Field(SqlText()),
        **constraint.INDEXED,
    },
    noun="exclusion",
)

# An operator outside pg_catalog needs OPERATOR(schema.name).
_WITH: Final = """, 'with', (select case when opn.nspname = 'pg_catalog' then op.oprname
    else format('operator(%I.%s)', opn.nspname, op.oprname) end
    from pg_operator op join pg_namespace opn on opn.oid = op.oprnamespace where op.oid = k.conexclop[o])"""


def query(major: int) -> str:
    return f"""
        select {PG_CONSTRAINT}, k.oid, 0, '', k.conname, {PG_CLASS}, c.oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object('using', nullif(am.amname, 'btree'),
                'elements', {index_parts.ELEMENTS.replace("%s", _WITH)},
                'where', pg_get_expr(i.indpred, i.indrelid), {constraint.INDEX_PAYLOAD}))
        from pg_constraint k join pg_class c on c.oid = k.conrelid and c.relkind in ('r', 'p')
        join pg_namespace n on n.oid = k.connamespace join pg_index i on i.indexrelid = k.conindid
        join pg_class ic on ic.oid = i.indexrelid join pg_am am on am.oid = ic.relam
        where {USER_SCHEMA} and k.contype = 'x'"""


def _definition(payload: Mapping[str, Any]) -> str:
    elements = ", ".join(
        f"{index_parts.element_sql(element)} with {element['with']}" for element in payload["elements"]
    )
    where = f" where {parenthesised(payload['where'])}" if "where" in payload else ""
    using = ident(payload.get("using", "btree"))
    return (
        f"exclude using {using} ({elements}){constraint.index_clauses(payload)}{where}{constraint.deferrable(payload)}"
    )


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return constraint.add(fact, _definition(fact.payload)) + constraint.index_marks(fact)


drop = constraint.drop

ALTER: Final[Mapping[str, Alter]] = {
    "using": replace,
    "elements": replace,
    "where": replace,
    "include": replace,
    "deferrable": replace,
    "initially_deferred": replace,
    "options": constraint.alter_options_of_index,
    **constraint.PART,
    "cluster": constraint.alter_cluster,
    "replica_identity": constraint.alter_replica_identity,
}
