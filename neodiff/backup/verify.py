"""Verifying a backup: restored into the scratch server, then read there as the live database was. Must not know how it was taken.

What cannot be restored there is left out and said: subscriptions and user mappings, which could reach out to other servers,
and rows of extensions that the scratch server has only a stand-in of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

import psycopg

from neodiff.backup import contents
from neodiff.backup.make import Taken
from neodiff.backup.manifest import Verified, whole
from neodiff.connect import begin
from neodiff.dump import archive
from neodiff.errors import PlanError, UserError
from neodiff.facts import FactId
from neodiff.plan.diff import Delta, diff
from neodiff.sides import Sides
from neodiff.sql import ident

_MOST: Final = 20
_OUTSIDE: Final = ("subscription", "user_mapping")
_ARGS: Final = ("--no-tablespaces", "--no-security-labels", "--no-subscriptions")


def verify(taken: Taken, sides: Sides, say: Callable[[str], None]) -> Verified:
    """Restore and compare.

    Raises PlanError that says what is not as it was in the live database, or why it could not be restored.
    """
    said = whole(taken.path)
    try:
        clone = sides.clone(taken.live, lambda: taken.schema)
        stubs = sides.stubs(said.extensions)
        left, numbers = _left_out(taken, archive.listing(sides.server.bin, taken.path / said.archive), stubs)
        with sides.databases.fresh(said.encoding) as dsn:
            with psycopg.connect(dsn, autocommit=True) as conn:
                name = conn.info.dbname
                conn.execute(f"alter database {ident(name)} owner to {ident(taken.live.owner)}".encode())
                if not said.public:
                    conn.execute("drop schema public")
            say("restoring into the scratch server")
            archive.restore(
                sides.server.bin,
                taken.path / said.archive,
                dsn,
                without=numbers,
                args=_ARGS,
                major=sides.server.major,
                at=lambda: None,
            )
            with psycopg.connect(dsn, autocommit=True) as conn:
                begin(conn)
                found = contents.read([conn], lambda done, of: say(f"comparing rows on scratch: {done} of {of} tables"))
            say("comparing the schema on scratch")
            facts = sides.look(dsn, name, taken.live.major).facts
    except (UserError, psycopg.Error) as error:
        raise PlanError(_unverified(str(error).strip(), sides.stubs(said.extensions))) from None
    wrong = contents.differences(said.contents, found, exact=False)
    wrong += [_differs(delta) for delta in diff(clone.facts, facts) if _counts(delta, taken.foreign)]
    if wrong:
        shown = wrong[:_MOST] + ([f"and {len(wrong) - _MOST} more"] if len(wrong) > _MOST else [])
        raise PlanError("restored, it is not what the live database is:\n" + "\n".join(f"  {line}" for line in shown))
    return Verified(datetime.now(UTC).replace(microsecond=0), sides.server.version, tuple(left))


def _left_out(taken: Taken, entries: Sequence[str], stubs: Sequence[str]) -> tuple[list[str], set[str]]:
    """(sentences, numbers of entries) of what is not restored on scratch."""
    said = [f"extension {name}: the scratch server has only a stand-in of it" for name in stubs]
    named = {f"{schema} {name} " for extension, schema, name in taken.members if extension in stubs}
    numbers: dict[str, set[str]] = {}
    for entry in entries:
        number, _, rest = entry.partition("; ")
        what = rest.split(" ", 2)[2]
        for word, why in _SKIPPED.items():
            if what.startswith(word):
                numbers.setdefault(why, set()).add(number)
        if taken.foreign and what.startswith("MATERIALIZED VIEW DATA "):
            numbers.setdefault("materialized views are not refreshed: there are foreign tables", set()).add(number)
        if what.startswith(("TABLE DATA ", "SEQUENCE SET ")) and any(
            what.split(" ", 2)[2].startswith(name) for name in named
        ):
            numbers.setdefault("rows of extensions that are stand-ins", set()).add(number)
    return [*said, *numbers], {number for found in numbers.values() for number in found}


_SKIPPED: Final = {
    "USER MAPPING ": "user mappings",
    "SUBSCRIPTION ": "subscriptions",
}


def _counts(delta: Delta, foreign: bool) -> bool:
    """Is it a difference that a restore on scratch can show?"""
    if delta.id.root.kind in _OUTSIDE or any(_kind(delta.id, kind) for kind in _OUTSIDE):
        return False
    if delta.id.kind == "extension":
        return delta.attrs != {"version"}  # a dump names none
    return not (foreign and delta.id.kind == "materialized_view")


def _kind(fact_id: FactId, kind: str) -> bool:
    at: FactId | None = fact_id
    while at is not None:
        if at.kind == kind:
            return True
        at = at.parent
    return False


def _differs(delta: Delta) -> str:
    how = {"+": "is in the backup only", "-": "is missing"}.get(
        delta.sign, f"differs in {', '.join(sorted(delta.attrs))}"
    )
    return f"{delta.id}: {how}"


def _unverified(error: str, stubs: Sequence[str]) -> str:
    hint = f"\n  the scratch server has only stand-ins of {', '.join(stubs)}; name a server that has them with --scratch-url"
    return f"{error}{hint if stubs and '--scratch-url' not in error else ''}"
