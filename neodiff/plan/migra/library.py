"""The one place that imports migra and schemainspect. Knows why their import is noisy, and nothing else."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any, NamedTuple


class Library(NamedTuple):
    """What is used of the two: `objects` are schemainspect's classes of inspected objects."""

    Migration: Any
    ColumnInfo: Any
    NullInspector: Any
    objects: Any


@cache
def library() -> Library:
    """migra, imported at the first call: that takes half a second, which a command that needs no migra must not pay."""
    with warnings.catch_warnings():
        # schemainspect reads its own files through pkg_resources; neither warning is about the user's schema.
        warnings.filterwarnings("ignore", message="pkg_resources is deprecated as an API")
        warnings.filterwarnings("ignore", message="Deprecated call to `pkg_resources")
        from migra import Migration
        from schemainspect import ColumnInfo, NullInspector
        from schemainspect.pg import obj
    return Library(Migration, ColumnInfo, NullInspector, obj)
