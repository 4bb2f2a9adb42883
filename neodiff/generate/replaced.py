"""Migrations that give way to one that is planned anew: those of a branch that no longer start from where the others end,
and those that are squashed. Knows manifests, no SQL.
"""

from __future__ import annotations

from neodiff.errors import PlanError, UserError
from neodiff.generate.manifest import Manifest


def strays(found: list[Manifest], start: str) -> list[Manifest]:
    """Those that do not follow one from the other, from the state with the fingerprint `start` on: another branch's.

    Raises PlanError for one that was written by hand, which no plan can bring back.
    """
    out = []
    for each in found:
        if each.start == start:
            start = each.end
        else:
            out.append(each)
    return _planned(out)


def since(found: list[Manifest], _: str, *, first: str) -> list[Manifest]:
    """The one called `first` and all behind it, wherever they start.

    Raises UserError where it is not among those that the database has yet to run, PlanError as strays() does.
    """
    for at, each in enumerate(found):
        if first in (each.name, each.version, each.name.partition("_")[2]):
            return _planned(found[at:])
    raise UserError(f"--squash {first}: not among the migrations that the database has yet to run")


def _planned(found: list[Manifest]) -> list[Manifest]:
    if hand := [each.name for each in found if each.engine == "by hand"]:
        raise PlanError(
            f"{hand[0]} was written by hand, and no plan would bring back what it does: give its files a later version, "
            "and `neodiff prove` it anew"
        )
    return found


def check_end(gone: list[Manifest], end: str) -> None:
    """Raises PlanError where the new one leads elsewhere than those it is for."""
    if gone and gone[-1].end != end:
        raise PlanError(
            f"the schema folder declares something else than {gone[-1].name} leads to: what is squashed would not be the same; "
            "generate what is new first"
        )
