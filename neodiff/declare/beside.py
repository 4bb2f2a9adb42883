"""What nests in a document and has a name that is not the parent's to give: statistics of a table, members of a publication.

Facts to YAML only; knows how these two are spelled there. Must not know documents or files.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from neodiff.facts import FactBase, FactId
from neodiff.sql import ident, split_name

MEMBERS: Final = ("publication_table", "publication_schema")


def member(child: FactId, node: dict[str, Any]) -> Any:
    """A table with what is said of it, or its name alone; a schema's name."""
    if child.kind == "publication_schema":
        return child.name
    parts = split_name(child.name) or []
    name = ident(parts[1]) if len(parts) == 2 and parts[0] == "public" else child.name
    return {"table": name, **node} if node else name


def key(child: FactId, siblings: Collection[FactId]) -> str:
    """Where it stands in the mapping: its name, unless the same table has others of that name in other schemas."""
    alike = [other for other in siblings if (other.kind, other.name) == (child.kind, child.name)]
    return child.name if len(alike) < 2 or not child.schema else f"{child.schema}.{child.name}"


def statistics(child: FactId, siblings: Collection[FactId], facts: FactBase) -> dict[str, Any]:
    """Their schema, name and owner, where the table and the key do not say so."""
    out: dict[str, Any] = {"schema": child.schema} if child.schema else {}
    if key(child, siblings) != child.name:
        out["name"] = child.name
    own, its = (facts.get(FactId("owner", "", "", about)) for about in (child, child.parent))
    if own is not None and (its is None or own.payload != its.payload):
        out["owner"] = own.payload["role"]
    return out
