"""A document about a platform's table or publication: only what is the user's own of it is declared, never itself.

Must not know files, SQL or servers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from neodiff.declare.facts import Declared
from neodiff.facts import FactId
from neodiff.platforms import Platform
from neodiff.platforms.guests import is_guest
from neodiff.problems import Pos, Problems
from neodiff.yaml.source import Map

_PARTS: Final = {"table": ("policies", "triggers"), "publication": ("tables",)}
# Of a trigger, what PostgreSQL leaves to the owner of its table alone (docs, ALTER TRIGGER, ALTER TABLE, COMMENT).
_OWNERS: Final = ("comment", "enabled", "renamed_from")


def is_about_platform(item: Declared, platform: Platform) -> bool:
    if item.id.kind == "publication":
        return item.id.name in platform.publications
    return item.id.kind == "table" and item.id.schema in platform.schemas


def admit(doc: Map, item: Declared, platform: Platform, problems: Problems) -> None:
    """Leave of `item` what stands under `policies:`, `triggers:` or `tables:`; everything else that is said is a problem."""
    about, parts = item.id, _PARTS[item.id.kind]
    if about.kind == "table" and about.path not in platform.tables:
        tables = sorted(name for name in platform.tables if name.split(".")[0] in platform.open)
        hint = f"scratch has these of it: {', '.join(tables)}"
        problems.add(doc.pos, f"{about}: {platform.name} has no such table of which anything could be declared", hint)
    for key in doc:
        if key not in (*parts, about.kind, "schema"):
            wanted = " and ".join(f"`{part}:`" for part in parts)
            hint = f"expected {wanted} alone: what else the {about.kind} has is not yours to change"
            problems.add(doc.key_pos[key], f"{about}: {key}: the {about.kind} is {platform.name}'s", hint)
    for trigger, key, pos in _of_triggers(doc):
        hint = f"only the table's owner may say that, and that is {platform.name}"
        problems.add(pos, f"trigger {about.path}.{trigger}: {key}: not on a table of {platform.name}", hint)
    item.facts = [fact for fact in item.facts if _part(fact.id) is not None]
    for fact in item.facts:
        known = about.kind == "publication" or about.path in platform.tables
        if fact.id.parent == about and known and not is_guest(fact.id, fact.payload, platform):
            problems.add(item.positions[fact.id], f"{fact.id}: is {platform.name}'s", _why(fact.id, platform))
    item.positions = {fact.id: item.positions[fact.id] for fact in item.facts}
    item.managed = set()


def _why(fact_id: FactId, platform: Platform) -> str:
    if fact_id.kind == "publication_table":
        return f"expected a table of your own in one of {', '.join(sorted(platform.joined))}"
    if fact_id.kind == "policy":
        return f"policies of your own may be on tables in {', '.join(sorted(platform.open))}"
    return "expected a function in a schema of your own"


def _part(fact_id: FactId) -> FactId | None:
    """The trigger, policy or publication's table that it is, or is about."""
    while fact_id.parent is not None:
        if fact_id.kind in ("policy", "trigger", "publication_table"):
            return fact_id
        fact_id = fact_id.parent
    return None


def _of_triggers(doc: Map) -> Iterator[tuple[str, str, Pos]]:
    for name, node in (doc.get("triggers") or {}).items():
        for key in _OWNERS:
            if key in node:
                yield str(name), key, node.key_pos[key]
