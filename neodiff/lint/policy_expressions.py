"""Rules about what policies ask: which functions they call, how often, and which columns they compare.

Decided from what PostgreSQL has stored of them; the text of the YAML says only where, and how it would be written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import parent_of
from neodiff.lint.expressions import Call, parsed
from neodiff.lint.found import Found, listed, yaml
from neodiff.lint.indexes import indexes
from neodiff.lint.world import World
from neodiff.problems import Pos
from neodiff.sql import generated_name, name_of, tokens
from neodiff.yaml.source import Text

_CLAUSES: Final = ("using", "check")
_AUTH: Final = frozenset(
    (("auth", "uid"), ("auth", "jwt"), ("auth", "role"), ("auth", "email"), ("", "current_setting"))
)


def _clauses(policy: Fact) -> Iterator[tuple[str, str]]:
    for clause in _CLAUSES:
        if clause in policy.payload:
            yield clause, str(policy.payload[clause])


def _told(world: World, policy: Fact, clause: str, wanted: Callable[[Call], bool], what: str) -> Found:
    """At the first such call of the YAML's text, with a text in which each of them is wrapped."""
    spelled = world.declaration.facts.get(world.spelled.get(policy.id, policy.id))
    text = spelled.payload.get(clause) if spelled is not None else None
    found = [call for call in parsed(str(text)).calls() if wanted(call)] if text is not None else []
    if text is None or not found:
        return Found(policy.id, what)
    written = str(text)
    for call in reversed(found):
        written = f"{written[: call.start]}(select {written[call.start : call.end]}){written[call.end :]}"
    pos: Pos | None = text.at(found[0].start) if isinstance(text, Text) else None
    return Found(policy.id, what, yaml({clause: written}), pos)


def auth_rls_initplan(world: World) -> Iterator[Found]:
    def bare(call: Call) -> bool:
        return (call.schema, call.name) in _AUTH and not call.once and call.constant

    for policy in world.declared("policy"):
        for clause, text in _clauses(policy):
            names = sorted({_called(call) for call in parsed(text).calls() if bare(call)})
            if names:
                yield _told(world, policy, clause, bare, f"{listed(names)} is called for every row in `{clause}:`")


def _called(call: Call) -> str:
    return f"{call.schema}.{call.name}()" if call.schema else f"{call.name}()"


def policy_function_per_row(world: World) -> Iterator[Found]:
    def bare(call: Call) -> bool:
        stable = [each for each in world.routines(call.schema, call.name) if each.payload.get("volatility") == "stable"]
        return bool(stable) and not call.once and call.constant and (call.schema, call.name) not in _AUTH

    for policy in world.declared("policy"):
        for clause, text in _clauses(policy):
            names = sorted({_called(call) for call in parsed(text).calls() if bare(call)})
            if names:
                yield _told(world, policy, clause, bare, f"{listed(names)} is called for every row in `{clause}:`")


def policy_volatile_function(world: World) -> Iterator[Found]:
    for policy in world.declared("policy"):
        called = [call for _, text in _clauses(policy) for call in parsed(text).calls() if not call.once]
        names = {
            _called(call)
            for call in called
            for each in world.routines(call.schema, call.name)
            if each.payload.get("volatility") is None and not world.platform.owns(each.id)
        }
        if names:
            yield Found(
                policy.id, f"it calls {listed(sorted(names))}, which is volatile", yaml({"volatility": "stable"})
            )


def rls_references_user_metadata(world: World) -> Iterator[Found]:
    for policy in world.declared("policy"):
        if any(_names_metadata(text) for _, text in _clauses(policy)):
            yield Found(policy.id, "it asks user_metadata")


def _names_metadata(text: str) -> bool:
    claims = {("auth", "jwt"), ("", "current_setting")} & {(call.schema, call.name) for call in parsed(text).calls()}
    return any(
        (kind == "string" and "user_metadata" in word and bool(claims))
        or name_of((kind, word, at)) == "raw_user_meta_data"
        for kind, word, at in tokens(text)
    )


def auth_role_in_policy(world: World) -> Iterator[Found]:
    for policy in world.declared("policy"):
        if any(
            (call.schema, call.name) == ("auth", "role")
            for _, text in _clauses(policy)
            for call in parsed(text).calls()
        ):
            yield Found(policy.id, "it calls auth.role()", yaml({"to": "authenticated"}))


def policy_column_unindexed(world: World) -> Iterator[Found]:
    told: set[tuple[FactId, str]] = set()
    for policy in world.declared("policy"):
        table = parent_of(policy)
        if table not in world.spelled or "using" not in policy.payload:
            continue
        names = frozenset(column.name for column in world.columns(table))
        led = {index.columns[0] for index in indexes(world, table) if index.where == ""}
        for column in dict.fromkeys(parsed(str(policy.payload["using"])).compared(names)):
            if column not in led and (table, column) not in told:
                told.add((table, column))
                name = generated_name(table.name, column, label="idx")
                what = f"it compares {column}, with which no index of {table} begins"
                yield Found(policy.id, what, yaml({"indexes": {name: [column]}}))


def policy_correlated_subselect(world: World) -> Iterator[Found]:
    for policy in world.declared("policy"):
        table = parent_of(policy)
        using = str(policy.payload.get("using", ""))  # rows that are written are few
        names = sorted(set(parsed(using).outer(table.name)))
        if names:
            yield Found(policy.id, f"a subselect in it names {listed(names)} of the row")
