"""The names that objects take in PostgreSQL's name spaces. Knows no plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import ROUTINES
from neodiff.kinds.identity import identity_sequence
from neodiff.kinds.range import multirange

TYPES: Final = frozenset(("enum", "domain", "composite", "range", "type"))


def claims(fact: Fact) -> Iterator[tuple[str, ...]]:
    """The names that an object takes in PostgreSQL's name spaces (unique indexes of pg_class, pg_type, pg_proc, ...)."""
    fact_id = fact.id
    if name := identity_sequence(fact):
        yield ("relation", fact_id.root.schema, name)
    kind, root = fact_id.kind, fact_id.root
    if kind in (
        "table",
        "view",
        "materialized_view",
        "foreign_table",
        "sequence",
        "composite",
        "index",
        "primary_key",
        "unique",
        "exclusion",
    ):
        yield ("relation", root.schema, fact_id.name)
    if kind in ("table", "view", "materialized_view", "foreign_table") or (kind in TYPES and fact_id.parent is None):
        yield ("type", root.schema, fact_id.name)
    if kind == "range":
        yield ("type", *multirange(fact))
    if kind in ("primary_key", "unique", "exclusion", "check", "foreign_key"):
        yield ("constraint", str(root), fact_id.name)
    if kind in ROUTINES:
        yield ("routine", root.schema, fact_id.name)
    if kind == "statistics":
        yield (kind, fact_id.schema or root.schema, fact_id.name)
    if fact_id.parent is None or kind in ("column", "policy", "trigger", "default", "owner", "grants", "comment"):
        yield (kind, str(fact_id.parent or ""), fact_id.schema, fact_id.name)
