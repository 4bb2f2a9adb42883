"""What a declaration says that the database's PostgreSQL cannot: scratch, which is newer, would prove it all the same.

Knows the version that each attribute came with. Must not know servers, and cannot know what SQL texts need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact
from neodiff.problems import Problems

# `key=value` is that value alone. Release notes of PostgreSQL 15 to 18.
# Names of NOT NULL and the privilege MAINTAIN are left out where they are unknown.
_SINCE: Final[Mapping[str, Mapping[str, int]]] = {
    "column": {"virtual": 18, "not_null.not_valid": 18, "not_null.no_inherit": 18, "identity.unlogged": 15},
    "primary_key": {"without_overlaps": 18},
    "unique": {"without_overlaps": 18, "nulls_not_distinct": 15},
    "index": {"nulls_not_distinct": 15},
    "check": {"not_enforced": 18},
    "foreign_key": {"not_enforced": 18, "period": 18, "on_delete_columns": 15},
    "sequence": {"unlogged": 15},
    "view": {"options.security_invoker": 15},
    "collation": {"rules": 16, "provider=builtin": 17},
    "publication": {"generated_columns": 18},
    "subscription": {
        "two_phase": 15,
        "disable_on_error": 15,
        "streaming=parallel": 16,
        "password_required=false": 16,
        "run_as_owner": 16,
        "origin": 16,
        "failover": 17,
    },
    "publication_table": {"columns": 15, "where": 15},
    "membership": {"inherit=true": 16, "inherit=false": 16, "set=true": 16, "set=false": 16},
}
_KINDS: Final = {"parameter": 15}
_NEWEST: Final = max(*_KINDS.values(), *(since for said in _SINCE.values() for since in said.values()))


def check(declaration: Declaration, major: int, label: str) -> None:
    """Raises DeclarationError at file:line:column for each attribute that `major` does not have."""
    if major >= _NEWEST:
        return
    problems = Problems()
    for fact in (*declaration.facts.values(), *declaration.cluster.facts.values()):
        for name, since in _needs(fact):
            if since > major:
                problems.add(
                    declaration.positions.get(fact.id),
                    f"{fact.id}: {name} needs PostgreSQL {since}, {label} is {major}",
                    "leave it out until the database is upgraded",
                )
    problems.raise_if_any()


def _needs(fact: Fact) -> Iterator[tuple[str, int]]:
    """(attribute, the first major that has it), of those that this fact sets."""
    if since := _KINDS.get(fact.id.kind):
        yield "to grant on a parameter", since
    for said, since in _SINCE.get(fact.id.kind, {}).items():
        at: Any = fact.payload
        path, _, only = said.partition("=")
        for key in path.split("."):
            at = at.get(key) if isinstance(at, dict) else None
        if (str(at).lower() == only) if only else (at not in (None, False, "false", "off")):
            yield f"{path.rsplit('.', 1)[-1]} {only}".strip(), since
