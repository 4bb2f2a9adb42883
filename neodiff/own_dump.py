"""The schema dump of a database without what is the platform's there. Must not know how a copy is made of it."""

from __future__ import annotations

from pathlib import Path

from neodiff import dump
from neodiff.facts import FactBase
from neodiff.platforms import Platform
from neodiff.platforms.guests import guests, tables
from neodiff.scratch import owners
from neodiff.subscribed import subscriptions


def excluded(platform: Platform) -> list[str]:
    """Schemas whose objects are in no dump."""
    return [*sorted(platform.schemas), "neodiff", "neodiff_archive"]


def begun(programs: Path, platform: Platform, dsn: str, snapshot: str | None = None) -> str:
    """What pg_dump tells, which takes no facts."""
    return dump.run(programs, dsn, snapshot=snapshot, exclude_schemas=excluded(platform))


def finished(
    text: str, programs: Path, platform: Platform, dsn: str, facts: FactBase, snapshot: str | None = None
) -> str:
    """The same with what these facts tell and pg_dump does not: subscriptions, and of the platform's tables what is the
    user's own on them."""
    text = dump.joined(dump.masked(text), subscriptions(facts))
    mine = guests(facts, platform)
    if not (on := tables(mine)):
        return text
    keys = {dump.Key(each.kind.upper(), each.root.schema, f"{each.root.name} {each.name}") for each in mine}
    return dump.joined(text, dump.part(programs, dsn, on, keys, snapshot=snapshot))


def loadable(text: str, platform: Platform) -> str:
    """A dump without what the platform's script makes, and owned by whom PostgreSQL takes as an owner."""
    if not platform.schemas:
        return text
    made = {dump.Key(kind.upper(), "", name) for kind, name in platform.named()}
    text = dump.without(text, (), owners=platform.owners, keys=made, spared=platform.schemas)
    return dump.rewritten(text, [kind.upper() for kind in owners.KINDS], owners.handed)
