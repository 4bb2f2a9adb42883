"""migra behind one door: its plan, and its verdict on two fact bases. Nothing outside this package imports migra.

It never meets a database: its inspectors are made from facts. It knows nothing of neodiff's own plan, nor of proofs.
"""

from __future__ import annotations

from collections.abc import Collection

from neodiff import sql
from neodiff.facts import FactBase, FactId
from neodiff.plan.migra.blind import BLIND
from neodiff.plan.migra.inspector import inspector
from neodiff.plan.migra.library import library
from neodiff.plan.migra.scope import changed, scope

__all__ = ["BLIND", "Abstained", "differences", "plan", "ready"]


class Abstained(Exception):  # noqa: N818  it is no error that migra has no opinion
    """migra crashed over two fact bases. `reason` is its own exception, for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def ready() -> None:
    """Import migra, which takes half a second, before it is asked anything: while a server works, nobody waits for that."""
    library()


def differences(got: FactBase, want: FactBase, touched: Collection[FactId] | None = None) -> list[str]:
    """The statements migra would still run to make `want` of `got`; none where it sees no difference.

    It judges what `touched` names, with what depends on that, and everything where that is None. Equal facts are no
    short cut: both sides are shown to migra as they are. What it cannot judge is in BLIND.

    Raises:
        Abstained: migra crashed.
    """
    return _statements(got, want, None if touched is None else scope((got, want), touched))


def plan(old: FactBase, new: FactBase) -> list[str]:
    """migra's own statements from `old` to `new`, in its order, without semicolons; drops are allowed.

    What BLIND lists is left as it is. It is shown only what differs and what depends on that.

    Raises:
        Abstained: migra crashed.
    """
    return _statements(old, new, scope((old, new), changed(old, new)))


def _statements(old: FactBase, new: FactBase, roots: Collection[FactId] | None) -> list[str]:
    migration = library().Migration(inspector(old, roots), inspector(new, roots))
    migration.set_safety(False)
    try:
        migration.add_all_changes(privileges=False)
    except Exception as error:  # a crash of migra may be of any class, and is a fact about migra alone
        raise Abstained(f"migra crashed: {type(error).__name__}: {error}") from error
    # The index of an exclusion constraint is a comment behind `select 1`: the constraint itself makes or drops it.
    scripts = [str(script) for script in migration.statements if not str(script).startswith("select 1; --")]
    return [statement for script in scripts for statement in sql.statements(script)]
