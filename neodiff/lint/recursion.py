"""Policies that read their own table, directly or round about: a walk along what each policy reads.

PostgreSQL applies the policies of every table that a query reads, then those of the tables which these read, and stops with
an error where a table whose policies read something comes again (fireRIRrules() in rewrite/rewriteHandler.c). A function that
runs with its caller's rights does the same when it is called; one that is SECURITY DEFINER, and a view that is not
security_invoker, read as their owner, who bypasses the policies or makes definer_under_rls of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import parent_of
from neodiff.lint.exposure import is_invoker
from neodiff.lint.expressions import Expression
from neodiff.lint.found import Found
from neodiff.lint.policies import commands, roles
from neodiff.lint.world import World

Path = tuple[FactId, ...]


def policy_recursion(world: World) -> Iterator[Found]:
    reads = cache(lambda policy: frozenset(_reads(world, world.facts[policy])))
    told: set[frozenset[FactId]] = set()
    for policy in world.declared("policy"):
        table = parent_of(policy)
        if not world.facts.facts.get(table, policy).payload.get("rls"):
            continue
        for role in roles(policy):
            # what a function reads, it reads by policies for select alone
            known = "select" in commands(policy) or any(world.relations(text) for text in _texts(policy))
            circle = _circle(world, role, (table,) if known else (), sorted(reads(policy.id)), reads)
            if circle is not None and frozenset(circle) not in told:
                told.add(frozenset(circle))
                way = " -> ".join(each.path for each in circle)
                yield Found(policy.id, f"reading {table.path} by it reads the same table again: {way}")
                break


def _circle(world: World, role: str, path: Path, to: list[FactId], reads: object) -> Path | None:
    """The way back to a table that is being read, if there is one."""
    assert callable(reads)
    for table in to:
        further = sorted({other for policy in _policies(world, table, role) for other in reads(policy.id)})
        if not further:
            continue
        if table in path:
            return (*path[path.index(table) :], table)
        found = _circle(world, role, (*path, table), further, reads)
        if found is not None:
            return found
    return None


def _policies(world: World, table: FactId, role: str) -> list[Fact]:
    """Those that are applied when the role reads the table."""
    if not world.facts[table].payload.get("rls"):
        return []
    found = world.parts(table, "policy")
    return [
        each
        for each in found
        if "select" in commands(each) and (role == "public" or {role, "public"} & set(roles(each)))
    ]


def _reads(world: World, policy: Fact) -> set[FactId]:
    """Tables that it reads with the rights of whoever queries."""
    out: set[FactId] = set()
    pending: list[FactId] = [
        each for text in _texts(policy) for each in (*world.relations(text), *_invoked(world, text))
    ]
    while pending:
        about = pending.pop()
        if about in out:
            continue
        out.add(about)
        fact = world.facts[about]
        if about.kind == "view" and is_invoker(fact):
            text = str(fact.payload.get("query", ""))
            pending += [*world.relations(text), *_invoked(world, text)]
        elif about.kind in ("function", "procedure"):
            text = world.body(fact)
            pending += [*world.relations(text), *_invoked(world, text)]
    return {about for about in out if about.kind == "table"}


def _texts(policy: Fact) -> list[str]:
    return [str(policy.payload[clause]) for clause in ("using", "check") if clause in policy.payload]


def _invoked(world: World, text: str) -> list[FactId]:
    """Functions that it calls and that run with the rights of the caller."""
    found = [fact for call in Expression(text).calls() for fact in world.routines(call.schema, call.name)]
    return [fact.id for fact in found if fact.payload.get("security") != "definer"]
