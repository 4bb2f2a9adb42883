"""Objects of kinds without a room as facts: pg_dump says how each is made, pg_identify_object() how it is dropped.

They are compared, created, dropped and moved to another owner like all others, but replaced where anything else differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from neodiff.catalog.unmodelled import Unmodelled
from neodiff.deparsed import faithful
from neodiff.dump.objects import ObjectDump
from neodiff.facts import FactBase, Payload
from neodiff.sql import significant, statements


def fill(base: FactBase, found: Sequence[Unmodelled], dumped: Sequence[ObjectDump]) -> Iterator[Unmodelled]:
    """Give the facts of `found` their payload from the dump; what cannot be made again is yielded, and no fact any more."""
    owner_of: dict[tuple[int, int], Unmodelled] = {}
    by_id = {item.id: item for item in found}
    for (classid, objid, _), fact_id in base.objects.items():
        if fact_id in by_id:
            owner_of[classid, objid] = by_id[fact_id]
    texts: dict[Unmodelled, list[ObjectDump]] = {}
    for entry in dumped:
        item = (owner_of.get((entry.classid, entry.objid)) if entry.objid else None) or _by_name(entry, found)
        if item is not None:
            texts.setdefault(item, []).append(entry)
    for item in found:
        payload = _payload(item, texts.get(item, ()))
        if payload is None:
            base.facts.pop(item.id, None)
            base.outside |= {fact_id for fact_id, needed in base.needs.items() if item.id in needed}
            yield item
        else:
            base.facts[item.id].payload.update(payload)


def _by_name(entry: ObjectDump, found: Iterable[Unmodelled]) -> Unmodelled | None:
    """Attachments and switches have no catalog row of their own: their SQL names a table or index of the family."""
    return next((item for item in found if entry.about in {name for _, name in item.tables}), None)


def _payload(item: Unmodelled, entries: Sequence[ObjectDump]) -> Payload | None:
    if not entries:
        return None
    create: list[str] = []
    out: Payload = {}
    for entry in entries:
        for sql in statements(faithful(entry.text)):
            words = [token[1].lower() for token in significant(sql)]
            if not item.tables and words[0] == "alter" and "owner" in words[-4:] and words[-2] == "to":
                out["owner"] = sql
            elif not item.tables and words[0] == "comment":
                out["comment"] = sql
            elif not item.tables and words[0] in ("grant", "revoke"):
                out.setdefault("grants", []).append(sql)
            else:
                create.append(sql)
    return {"create": create, "drop": list(_drops(item)), **out}


def _drops(item: Unmodelled) -> Iterator[str]:
    if item.tables:
        word = "foreign table" if item.kind == "foreign table" else "table"
        yield from (f"drop {word} {name}" for _, name in item.tables)
    else:
        yield f"drop {item.kind} {item.identity}"
