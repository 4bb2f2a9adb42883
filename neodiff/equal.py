"""A database that was found equal to its declaration, and is the same still: then nothing has to be read, made or compared.

All that a verdict depends on is hashed: the files of the schema folder, what was asked, the settings in the environment,
neodiff's own code, and, by the server, every row of the catalog. Declared rows depend on more: with them there is no
such verdict. Must not know how a verdict is come to.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import psycopg

from neodiff.catalog.digest import digest
from neodiff.facts import FactBase
from neodiff.live import connected, telling
from neodiff.memo import Memo
from neodiff.outcome import Plan
from neodiff.scratch.places import cache_directory
from neodiff.source import Source, resolve

_MOST: Final = 32  # declarations that are remembered, and databases of each


@dataclass(frozen=True, slots=True)
class Equal:
    """What is known of one declaration and one way to ask: {digest of a catalog: the plan, which is empty}."""

    memo: Memo
    key: str

    def again(self, db: str | None, schema_dir: Path) -> Plan | None:
        """The plan that the database which DB names had, where both it and the declaration are as they were then."""
        known = self.memo.get(self.key)
        if known is None:
            return None
        settings, plans = known
        source = resolve(db, settings, schema_dir)
        if not source.url:
            return None
        with connected(source.url, source.label) as conn, telling(source.label):
            plan = plans.get(f"{source.label}\0{digest(conn)}")
        assert plan is None or isinstance(plan, Plan)
        return plan

    def keep(self, source: Source, settings: Mapping[str, Any], conn: psycopg.Connection[Any], plan: Plan) -> None:
        """Remember an empty plan; `conn` is still in the transaction in which the database was read."""
        with telling(source.label):
            key = f"{source.label}\0{digest(conn)}"
        known: tuple[Mapping[str, Any], dict[str, Plan]] = self.memo.get(self.key) or (
            json.loads(json.dumps(settings)),
            {},
        )
        plan = replace(plan, old=FactBase(), new=FactBase())  # an empty plan is shown without
        plans = {key: plan, **{other: kept for other, kept in known[1].items() if other != key}}
        self.memo.put(self.key, (known[0], dict(list(plans.items())[:_MOST])))


def equal(schema_dir: Path, asked: Sequence[object]) -> Equal:
    """What is known of the YAML of the folder as it is, and of these arguments."""
    total = hashlib.sha256(repr((str(schema_dir), *asked)).encode())
    for folder, folders, names in os.walk(schema_dir):
        folders.sort()
        for path in (os.path.join(folder, name) for name in sorted(names) if name.endswith((".yaml", ".yml"))):
            total.update(f"\0{path}\0".encode(errors="surrogateescape") + _content(path))
    for name in sorted(os.environ):
        if name.startswith(("NEODIFF_", "PG")):
            total.update(f"\0{name}={os.environ[name]}".encode(errors="surrogateescape"))
    return Equal(Memo(cache_directory(None) / "equal", _MOST), total.hexdigest())


def _content(path: str) -> bytes:
    """A digest of a file; whoever reads the declaration tells what is wrong with one that cannot be read."""
    try:
        if not os.path.isfile(path):
            return b"no file"
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).digest()
    except OSError as error:
        return repr(error).encode()
