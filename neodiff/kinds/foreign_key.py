"""Foreign keys. Knows pg_constraint of contype f; the referenced key is found by pg_depend, not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import constraint
from neodiff.kinds.base import PG_CLASS, PG_CONSTRAINT, USER_SCHEMA, Alter, Change, Env, Sql, replace, table_sql, true
from neodiff.sql import ident, idents, qualified, split_name, tokens
from neodiff.yaml.form import Bool, Choice, Field, ListOf, Name, Object

KIND: Final = "foreign_key"
NESTED: Final[Mapping[str, str]] = {"table": "foreign_keys"}
_ACTION: Final = Choice("no action", "restrict", "cascade", "set null", "set default")
CLAUSES: Final = {
    "name": Field(Name()),
    "on_delete": Field(_ACTION),
    "on_delete_columns": Field(ListOf(Name()), doc="columns for set null / set default (PostgreSQL 15)"),
    "on_update": Field(_ACTION),
    "match": Field(Choice("simple", "full")),
    "not_valid": Field(Bool()),
    "not_enforced": Field(Bool(), doc="PostgreSQL 18"),
    **constraint.DEFERRABLE,
}
FORM: Final = Object(
    {
        "columns": Field(ListOf(Name()), required=True),
        "references": Field(constraint.REFERENCES, required=True),
        "period": Field(Bool(), doc="the last column is a period (PostgreSQL 18)"),
        **CLAUSES,
    },
    noun="foreign_key",
)


def _action(column: str) -> str:
    return f"case {column} when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default' end"


def query(major: int) -> str:
    set_columns = constraint.columns_json("k.confdelsetcols", "k.conrelid") if major >= 15 else "null"
    enforced, period = (true("not k.conenforced"), true("k.conperiod")) if major >= 18 else ("null", "null")
    # What is not enforced is not validated either, and PostgreSQL prints only the former.
    valid = true("not k.convalidated and k.conenforced") if major >= 18 else true("not k.convalidated")
    return f"""
        select {PG_CONSTRAINT}, k.oid, 0, '', k.conname, {PG_CLASS}, c.oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object(
                'columns', {constraint.columns_json("k.conkey", "k.conrelid")},
                'references', json_build_object('schema', fn.nspname, 'table', fc.relname,
                    'columns', {constraint.columns_json("k.confkey", "k.confrelid")}),
                'kin', case when k.conparentid <> 0 then 'inherited' end,
                'on_delete', {_action("k.confdeltype")}, 'on_update', {_action("k.confupdtype")},
                'on_delete_columns', {set_columns}, 'match', case k.confmatchtype when 'f' then 'full' end,
                'not_valid', {valid}, 'not_enforced', {enforced}, 'period', {period},
                'deferrable', {true("k.condeferrable")}, 'initially_deferred', {true("k.condeferred")}))
        from pg_constraint k join pg_class c on c.oid = k.conrelid and c.relkind in ('r', 'p')
        join pg_namespace n on n.oid = c.relnamespace
        join pg_class fc on fc.oid = k.confrelid join pg_namespace fn on fn.oid = fc.relnamespace
        where {USER_SCHEMA} and k.contype = 'f' and not exists (
            select from pg_constraint above where above.oid = k.conparentid and above.conrelid = k.conrelid)"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    """`references: schema.table(a, b)` or `table.column` as the mapping the catalog gives."""
    payload = {key: value for key, value in node.items() if value not in ("no action", "simple", False)}
    target = payload["references"]
    if isinstance(target, str):
        target = parse_reference(target, dotted_column=len(payload["columns"]) == 1)
    elif "column" in target:
        target = {**target, "columns": [target["column"]]}
        del target["column"]
    target = {**target}
    target.setdefault("schema", node.get("__schema__", "public"))
    payload["references"] = target
    payload.pop("__schema__", None)
    return payload


def parse_reference(text: str, *, dotted_column: bool) -> dict[str, Any]:
    """{schema?, table, columns?} of `t(a, b)`, `s.t(a)`, `t.a` or `t`; raises ValueError where it is none of them."""
    opening = next((at for kind, written, at in tokens(text) if kind == "op" and written == "("), None)
    columns: list[str] | None = None
    if opening is not None:
        inside = text[opening + 1 : text.rindex(")")] if ")" in text else ""
        names = [split_name(part) for part in inside.split(",")]
        if any(name is None or len(name) != 1 for name in names):
            raise ValueError(text)
        columns = [name[0] for name in names if name]
        text = text[:opening]
    parts = split_name(text)
    if not parts or len(parts) > 3:
        raise ValueError(text)
    if columns is None and dotted_column and len(parts) > 1:
        columns = [parts.pop()]
    target: dict[str, Any] = {"table": parts[-1]}
    if len(parts) > 1:
        target["schema"] = parts[0]
    if columns:
        target["columns"] = columns
    return target


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    target = payload["references"]
    name = (
        ident(target["table"])
        if target["schema"] == payload.get("__schema__")
        else qualified(target["schema"], target["table"])
    )
    columns = target["columns"]
    short = f"{name}.{ident(columns[0])}" if len(columns) == 1 else f"{name}({idents(columns)})"
    return {key: short if key == "references" else value for key, value in payload.items() if key != "__schema__"}


def _definition(payload: Mapping[str, Any]) -> str:
    target = payload["references"]
    period = "period " if payload.get("period") else ""
    columns = [ident(name) for name in payload["columns"]]
    there = [ident(name) for name in target.get("columns", ())]
    for names in (columns, there):
        if names:
            names[-1] = period + names[-1]
    sql = f"foreign key ({', '.join(columns)}) references {qualified(target['schema'], target['table'])}"
    sql += f" ({', '.join(there)})" if there else ""
    sql += " match full" if payload.get("match") == "full" else ""
    if "on_update" in payload:
        sql += f" on update {payload['on_update']}"
    if "on_delete" in payload:
        sql += f" on delete {payload['on_delete']}"
        sql += f" ({idents(payload['on_delete_columns'])})" if payload.get("on_delete_columns") else ""
    sql += constraint.deferrable(payload)
    sql += " not enforced" if payload.get("not_enforced") else ""
    return sql + (" not valid" if payload.get("not_valid") else "")


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return constraint.add(fact, _definition(fact.payload))


drop = constraint.drop


def _deferrable(change: Change) -> list[Sql]:
    payload = change.new.payload
    mode = "deferrable" if payload.get("deferrable") else "not deferrable"
    mode += " initially deferred" if payload.get("initially_deferred") else ""
    return [f"alter table {table_sql(change.new)} alter constraint {ident(change.id.name)} {mode}"]


def _validate(change: Change) -> list[Sql] | None:
    if change.value("not_valid"):
        return replace(change)
    return [f"alter table {table_sql(change.new)} validate constraint {ident(change.id.name)}"]


def _enforced(change: Change) -> list[Sql]:
    mode = "not enforced" if change.value("not_enforced") else "enforced"
    return [f"alter table {table_sql(change.new)} alter constraint {ident(change.id.name)} {mode}"]


ALTER: Final[Mapping[str, Alter]] = {
    "columns": replace,
    "references": replace,
    "on_delete": replace,
    "on_delete_columns": replace,
    "on_update": replace,
    "match": replace,
    "period": replace,
    "not_valid": _validate,
    "not_enforced": _enforced,
    "deferrable": _deferrable,
    "initially_deferred": _deferrable,
}
