"""Rewrite rules of tables and views. Knows pg_rewrite, but not the rule _RETURN, which is a view's query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_CLASS, PG_REWRITE, USER_SCHEMA, Alter, Change, Env, Sql, table_sql, true
from neodiff.sql import ident, parenthesised, significant
from neodiff.sql import statements as split_statements
from neodiff.yaml.form import Bool, Choice, Field, Object, OneOrMany
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "rule"
NESTED: Final[Mapping[str, str]] = {"table": "rules", "view": "rules"}
THERE: Final = "pg_rewrite where rulename <> '_RETURN' and oid >= 16384"
FORM: Final = Object(
    {
        "event": Field(Choice("insert", "update", "delete"), required=True),
        "where": Field(SqlText(), doc="of which rows; `new` and `old` are their values"),
        "instead": Field(Bool(), doc="the actions stand for the command, instead of coming with it"),
        "actions": Field(OneOrMany(SqlText()), doc="a statement, or a list of them; nothing unless said"),
        "enabled": Field(Choice("origin", "always", "replica", "disabled"), doc="of tables only"),
    },
    noun="rule",
)
_STATES: Final = {"always": "enable always", "replica": "enable replica", "disabled": "disable"}


def query(major: int) -> str:
    # Old and new are two relations in WHERE, which pg_get_expr() refuses; only the whole definition has it as text.
    return f"""
        select {PG_REWRITE}, r.oid, 0, '', r.rulename, {PG_CLASS}, c.oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object(
                'event', case r.ev_type when '2' then 'update' when '3' then 'insert' else 'delete' end,
                'instead', {true("r.is_instead")},
                'definition', pg_get_ruledef(r.oid),
                'enabled', case r.ev_enabled when 'A' then 'always' when 'R' then 'replica' when 'D' then 'disabled' end))
        from pg_rewrite r join pg_class c on c.oid = r.ev_class and c.relkind in ('r', 'p', 'v')
        join pg_namespace n on n.oid = c.relnamespace where r.rulename <> '_RETURN' and {USER_SCHEMA}"""


def normalise(fact: Fact) -> None:
    """Cut the definition into its condition and actions, as make_ruledef() of utils/adt/ruleutils.c puts them together."""
    text = fact.payload.pop("definition")
    found = significant(text)
    depth, do, where = 0, 0, None
    # create rule <name> as on <event> to <name>
    for i, (kind, word, _) in enumerate(found[7:], 7):
        depth += (word in ("(", "[")) - (word in (")", "]")) if kind == "op" else 0
        if depth == 0 and kind == "word" and word == "WHERE" and where is None:
            where = i
        elif depth == 0 and kind == "word" and word == "DO":
            do = i
            break
    if where is not None:
        fact.payload["where"] = text[found[where + 1][2] : found[do][2]].strip()
    first = do + (2 if found[do + 1][1] == "INSTEAD" else 1)
    actions = text[found[first][2] :].strip().removesuffix(";")
    if actions != "NOTHING":
        fact.payload["actions"] = list(_several(actions)) or [actions.strip()]


def _several(actions: str) -> list[str]:
    """The statements of a list in brackets; none where the brackets are part of one statement (a UNION's)."""
    found = significant(actions)
    if found[0][1] != "(" or found[-1][1] != ")" or found[-2][1] != ";":
        return []
    return split_statements(actions[1 : found[-1][2]])


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    return {
        key: list(value) if key == "actions" else value for key, value in node.items() if value not in (False, "origin")
    }


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    actions = payload.get("actions", [])
    return {**payload, "actions": actions[0]} if len(actions) == 1 else payload


def _whole(action: str) -> str:
    """Without its semicolon; a comment at its end must not swallow what follows."""
    action = action.strip().rstrip(";")
    return action + ("\n" if "--" in action.rpartition("\n")[2] else "")


def _definition(fact: Fact, word: str) -> str:
    payload = fact.payload
    lines = [f"{word} rule {ident(fact.id.name)} as on {payload['event']} to {table_sql(fact)}"]
    if "where" in payload:
        lines.append(f"where {parenthesised(payload['where'])}")
    actions = [_whole(str(sql)) for sql in payload.get("actions") or ()]
    done = "nothing" if not actions else actions[0] if len(actions) == 1 else "({})".format(";\n".join(actions))
    return "\n".join([*lines, f"do {'instead' if payload.get('instead') else 'also'} {done}"])


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    out: list[Sql] = [_definition(fact, "create")]
    return out + (_state(fact) if "enabled" in fact.payload else [])


def _state(fact: Fact) -> list[Sql]:
    word = _STATES.get(fact.payload.get("enabled", "origin"), "enable")
    return [f"alter table {table_sql(fact)} {word} rule {ident(fact.id.name)}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop rule {ident(fact.id.name)} on {table_sql(fact)}"]


def _replaced(change: Change) -> list[Sql]:
    """Whether it is enabled, and its comment, outlive CREATE OR REPLACE (InsertRule() of rewrite/rewriteDefine.c)."""
    return [_definition(change.new, "create or replace")]


def _enabled(change: Change) -> list[Sql]:
    return _state(change.new)


ALTER: Final[Mapping[str, Alter]] = {
    **dict.fromkeys(("event", "where", "instead", "actions"), _replaced),
    "enabled": _enabled,
}
