"""Subscriptions as entries of a dump. pg_dump may read them only as a superuser, and tells their connection strings, and not
whether they are enabled. Must not know databases.
"""

from __future__ import annotations

from neodiff import dump, secret
from neodiff.facts import FactBase, sort_key
from neodiff.kinds.base import Env
from neodiff.plan.actions import statements
from neodiff.plan.changes import changes


def subscriptions(facts: FactBase) -> str:
    """All of them, each with its owner and comment, and a stand-in for its connection string."""
    wanted = facts.only(fact_id for fact_id in facts if fact_id.root.kind == "subscription")
    owners = {
        fact_id.parent: str(fact.payload["role"]) for fact_id, fact in wanted.facts.items() if fact_id.kind == "owner"
    }
    env = Env(owner=owners.get)
    entries = []
    for about in sorted((fact_id for fact_id in wanted if fact_id.parent is None), key=sort_key):
        one = wanted.only(fact_id for fact_id in wanted if fact_id.root == about)
        run = [secret.stood_in(statement) for statement in statements(changes(FactBase(), one, env), env)]
        entries.append(dump.entry("SUBSCRIPTION", about.name, owners.get(about, ""), run))
    return "\n\n".join(entries)
