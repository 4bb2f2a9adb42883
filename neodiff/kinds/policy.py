"""Row-level security policies. Knows pg_policy; whether security is switched on is the table's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_CLASS, PG_POLICY, USER_SCHEMA, Alter, Change, Env, Sql, parent_of, replace, table_sql
from neodiff.sql import ident, parenthesised
from neodiff.yaml.form import Choice, Field, Name, Object, OneOrMany
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "policy"
NESTED: Final[Mapping[str, str]] = {"table": "policies"}
THERE: Final = "pg_policy"
FORM: Final = Object(
    {
        "for": Field(Choice("all", "select", "insert", "update", "delete"), doc="all unless said"),
        "to": Field(OneOrMany(Name()), doc="a role or a list of roles; public unless said"),
        "using": Field(SqlText(), doc="which rows are there (pg_policy.polqual)"),
        "check": Field(SqlText(), doc="which rows may be written (pg_policy.polwithcheck)"),
        "as": Field(Choice("permissive", "restrictive")),
    },
    noun="policy",
)


def query(major: int) -> str:
    return f"""
        select {PG_POLICY}, p.oid, 0, '', p.polname, {PG_CLASS}, c.oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object(
                'for', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' end,
                'to', case when p.polroles <> '{{0}}' then (select json_agg(r.rolname order by r.rolname collate "C")
                    from pg_roles r where r.oid = any (p.polroles)) end,
                'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid),
                'as', case when not p.polpermissive then 'restrictive' end))
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        where {USER_SCHEMA}"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if value not in ("all", "permissive")}
    roles = sorted(payload.get("to") or ["public"])
    payload["to"] = roles
    if roles == ["public"]:
        del payload["to"]
    return payload


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    roles = payload.get("to")
    return {**payload, "to": roles[0]} if roles and len(roles) == 1 else payload


def roles_sql(payload: Mapping[str, Any]) -> str:
    # PUBLIC in quotes would be a role of that name.
    return ", ".join("public" if role == "public" else ident(role) for role in payload.get("to") or ["public"])


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    lines = [f"create policy {ident(fact.id.name)} on {table_sql(fact)}"]
    if payload.get("as") == "restrictive":
        lines.append("as restrictive")
    lines.append(f"for {payload.get('for', 'all')} to {roles_sql(payload)}")
    if "using" in payload:
        lines.append(f"using {parenthesised(payload['using'])}")
    if "check" in payload:
        lines.append(f"with check {parenthesised(payload['check'])}")
    return ["\n".join(lines)]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop policy {ident(fact.id.name)} on {table_sql(fact)}"]


def _alter(change: Change) -> list[Sql] | None:
    """ALTER POLICY sets roles and expressions; it cannot take an expression away."""
    old, new = change.old.payload, change.new.payload
    if any(key in old and key not in new for key in ("using", "check")):
        return replace(change)
    lines = [f"alter policy {ident(change.id.name)} on {parent_sql(change)}"]
    if "to" in change.attrs:
        lines.append(f"to {roles_sql(new)}")
    if "using" in change.attrs:
        lines.append(f"using {parenthesised(new['using'])}")
    if "check" in change.attrs:
        lines.append(f"with check {parenthesised(new['check'])}")
    return ["\n".join(lines)]


def parent_sql(change: Change) -> str:
    assert parent_of(change.new)
    return table_sql(change.new)


ALTER: Final[Mapping[str, Alter]] = {"for": replace, "as": replace, "to": _alter, "using": _alter, "check": _alter}
