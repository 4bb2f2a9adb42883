"""All checks, and one run of them: a read-only transaction with time limits, in which one that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from neodiff.declare.declaration import DataRule
from neodiff.health import activity, indexes, integrity, queries, rules, storage
from neodiff.health.check import Check, Reading, Unread, tried

CHECKS: Final[tuple[Check, ...]] = (
    *queries.CHECKS,
    *indexes.CHECKS,
    *storage.CHECKS,
    *activity.CHECKS,
    *integrity.CHECKS,
    *rules.checks({}, []),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run. readings and unread: by the name of the check."""

    label: str
    at: datetime
    server: str
    readings: Mapping[str, Sequence[Reading]]
    unread: Mapping[str, Sequence[Unread]]


def measure(
    conn: psycopg.Connection[Any],
    label: str,
    declared: Mapping[str, DataRule],
    search_path: list[str],
    seconds: int,
    say: Callable[[str], None],
) -> Measured:
    """`conn` is in its read-only transaction; no statement takes longer than `seconds`. Raises psycopg.Error where it is lost."""
    conn.execute(f"set local statement_timeout = '{seconds}s'; set local row_security = off".encode())
    asked = (*CHECKS[:-2], *rules.checks(declared, search_path))
    readings: dict[str, list[Reading]] = {}
    unread: dict[str, list[Unread]] = {}
    for check in asked:
        say(f"measuring {label}: {check.name.replace('_', ' ')}")
        found = list(tried(conn, "", lambda check=check: check.read(conn)))  # type: ignore[misc]
        readings[check.name] = [each for each in found if isinstance(each, Reading)]
        unread[check.name] = [each for each in found if isinstance(each, Unread)]
    version = conn.info.parameter_status("server_version") or ""
    return Measured(label, datetime.now(UTC).replace(microsecond=0), version, readings, unread)
