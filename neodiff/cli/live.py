"""DB of verbs that need a live database. Must not know what they do with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from neodiff.declare.load import SETTINGS, load
from neodiff.errors import UserError
from neodiff.named import Source, resolve


def live_source(db: str, schema_dir: Path) -> tuple[Source, Mapping[str, Any]]:
    """The live database that DB means, and neodiff.yaml. Raises UserError for a snapshot."""
    settings = load(schema_dir).settings if (schema_dir / SETTINGS).exists() else {}
    source = resolve(db, settings, schema_dir)
    if not source.url:
        raise UserError(f"{db}: is a snapshot, which has no rows; name a live database")
    return source, settings
