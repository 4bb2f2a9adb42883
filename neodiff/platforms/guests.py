"""What is the user's own in what is a platform's: triggers that call his functions, policies, tables in publications.

Must not know connections.

Source: what Supabase lets its role `postgres` do there (supautils: policy_grants, drop_trigger_grants).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from neodiff.facts import FactBase, FactId
from neodiff.platforms import Platform
from neodiff.sql import split_name

# What the platform makes as a superuser and hands to the role that asked.
HANDED: Final = ("event_trigger", "foreign_data_wrapper", "publication")


def guests(facts: FactBase, platform: Platform) -> set[FactId]:
    """All of it on tables that scratch has of the platform, and in its publications; comments on policies too."""
    if not platform.schemas:
        return set()
    found = {fact_id for fact_id, fact in facts.facts.items() if is_guest(fact_id, fact.payload, platform)}
    if found:
        found |= {
            fact_id
            for fact_id in facts
            if fact_id.kind == "comment" and fact_id.parent in found and fact_id.parent.kind == "policy"
        }
    return found


def homeless(facts: FactBase, platform: Platform) -> set[FactId]:
    """The same on tables of the platform that scratch has not: they are left as they are."""
    return {
        fact_id
        for fact_id, fact in facts.facts.items()
        if _is_on_platform(fact_id, platform)
        and fact_id.root.path not in platform.tables
        and fact_id.root.schema in platform.open
        and _is_own(fact_id, fact.payload, platform)
    }


def is_guest(fact_id: FactId, payload: Any, platform: Platform) -> bool:
    """Is a trigger, a policy or a publication's table the user's own?"""
    if fact_id.kind == "publication_table":
        schema = (split_name(fact_id.name) or [""])[0]
        return fact_id.root.name in platform.joined and schema not in platform.schemas
    return (
        _is_on_platform(fact_id, platform)
        and fact_id.root.path in platform.tables
        and _is_own(fact_id, payload, platform)
    )


def lent(about: FactId | None, verb: str, platform: Platform) -> bool:
    """May the user's role do this on the platform although PostgreSQL would not let it?"""
    if about is None:
        return False
    if about.root.kind == "extension":
        return True
    if not platform.schemas:
        return False
    if about.root.kind in HANDED:
        return True
    if about.root.kind != "table" or about.root.schema not in platform.schemas:
        return False
    return about.kind != "trigger" or verb == "drop"


def tables(found: Collection[FactId]) -> list[tuple[str, str]]:
    """(schema, name) of the platform's tables that they are on."""
    return sorted({(fact_id.root.schema, fact_id.root.name) for fact_id in found if fact_id.root.kind == "table"})


def _is_on_platform(fact_id: FactId, platform: Platform) -> bool:
    table = fact_id.parent
    return (
        fact_id.kind in ("trigger", "policy")
        and table is not None
        and table.kind == "table"
        and table.schema in platform.schemas
    )


def _is_own(fact_id: FactId, payload: Any, platform: Platform) -> bool:
    if fact_id.kind == "policy":
        return fact_id.root.schema in platform.open
    # a partition has its table's trigger, which names no function
    function = split_name(str(payload.get("function", ""))) or []
    return len(function) == 1 or (len(function) == 2 and function[0] not in platform.schemas)
