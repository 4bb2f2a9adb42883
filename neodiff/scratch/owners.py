"""Owners that PostgreSQL does not accept but a platform makes: of what only superusers may own. Knows no facts.

Source: supautils, which creates these as a superuser and hands them to the role that asked. On scratch the catalog is
written instead (docs, ALTER EVENT TRIGGER, ALTER FOREIGN DATA WRAPPER, ALTER PUBLICATION: the new owner must be a superuser).
"""

from __future__ import annotations

import re
from typing import Final

from neodiff.sql import literal, split_name

KINDS: Final = {
    "event trigger": ("pg_event_trigger", "evtname", "evtowner"),
    "foreign data wrapper": ("pg_foreign_data_wrapper", "fdwname", "fdwowner"),
    "publication": ("pg_publication", "pubname", "pubowner"),
}
_NAME: Final = r'(?:"(?:[^"]|"")*"|[^\s".;]+)'
_OWNER: Final = re.compile(
    rf"^alter ({'|'.join(KINDS)}) ({_NAME}) owner to ({_NAME})(?=;?$)", re.IGNORECASE | re.MULTILINE
)


def handed(sql: str) -> str:
    """SQL of such an object with its change of owner done in the catalog."""
    return _OWNER.sub(lambda found: own(found[1].lower(), _plain(found[2]), _plain(found[3])), sql)


def own(kind: str, name: str, role: str) -> str:
    """The statement that makes `role` the owner of what there is of that kind and name."""
    catalog, named, owner = KINDS[kind]
    who = f"(select oid from pg_catalog.pg_roles where rolname = {literal(role)})"
    return f"update pg_catalog.{catalog} set {owner} = {who} where {named} = {literal(name)}"


def _plain(name: str) -> str:
    return (split_name(name) or [name])[0]
