"""Policies that read their own table, directly or round about: a walk along what each policy reads.

PostgreSQL applies the policies of every table that a query reads, then those of the tables which these read, and stops with
an error where a table whose policies read something comes again (fireRIRrules() in rewrite/rewriteHandler.c). A function that
runs with its caller's rights does the same when it is called; one that is SECURITY DEFINER, and a view that is not
security_invoker, read as their owner, who bypasses the policies or makes definer_under_rls of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import parent_of
from neodiff.lint.exposure import is_invoker
from neodiff.lint.expressions import parsed
from neodiff.lint.found import Found
from neodiff.lint.policies import commands, roles
from neodiff.lint.world import World

Further = Callable[[FactId, str], list[FactId]]


def policy_recursion(world: World) -> Iterator[Found]:
    reads = cache(lambda policy: frozenset(_reads(world, policy)))

    @cache
    def further(table: FactId, role: str) -> list[FactId]:
        return sorted({other for policy in _policies(world, table, role) for other in reads(policy)})

    told: set[frozenset[FactId]] = set()
    for policy in world.declared("policy"):
        table = parent_of(policy)
        # what a function reads, it reads by policies for select alone
        known = "select" in commands(policy) or any(world.relations(text) for text in _texts(policy))
        if not known or not world.facts.facts.get(table, policy).payload.get("rls"):
            continue
        circles = (_circle(table, reads(policy.id), role, further) for role in roles(policy))
        circle = next((found for found in circles if found), ())
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            way = " -> ".join(each.path for each in circle)
            yield Found(policy.id, f"reading {table.path} by it reads the same table again: {way}")


def _circle(start: FactId, first: Iterable[FactId], role: str, further: Further) -> tuple[FactId, ...]:
    """The shortest way from a table back to it, along what the role reads; empty where there is none."""
    came: dict[FactId, FactId] = dict.fromkeys(first, start)
    pending = deque(sorted(came))
    while pending:
        table = pending.popleft()
        then = further(table, role)
        if table == start and then:
            way = [start]
            while (table := came[table]) != start:
                way.append(table)
            return (start, *reversed(way))
        for other in then:
            if other not in came:
                came[other] = table
                pending.append(other)
    return ()


def _policies(world: World, table: FactId, role: str) -> list[FactId]:
    """Those that are applied when the role reads the table."""
    if not world.facts[table].payload.get("rls"):
        return []
    whom = {role, "public"}
    read = [each for each in world.parts(table, "policy") if "select" in commands(each)]
    return [each.id for each in read if role == "public" or whom & set(roles(each))]


def _reads(world: World, policy: FactId) -> set[FactId]:
    """Tables that it reads with the rights of whoever queries."""
    out: set[FactId] = set()
    pending: list[FactId] = [
        each for text in _texts(world.facts[policy]) for each in (*world.relations(text), *_invoked(world, text))
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
    found = [fact for call in parsed(text).calls() for fact in world.routines(call.schema, call.name)]
    return [fact.id for fact in found if fact.payload.get("security") != "definer"]
