"""What may be asked of a comparison: Options, and the names that --allow takes. Imports nothing that works on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from neodiff.stage import Stage

# Names are stable: later ones are added, none is renamed.
HAZARDS: Final[Mapping[str, str]] = {
    "drop-table": "a table and its rows are gone",
    "drop-column": "a column and its values are gone",
    "drop-schema": "a schema is gone",
    "drop-object": "a view, function, type, sequence or extension is gone",
    "lose-values": "values are changed in a way that cannot be undone",
    "delete-rows": "rows that are not declared are deleted",
    "weaken-access": "more people may read or write rows, or more than before",
    "irreversible": "the way back does not restore everything",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for: hazards allowed by name, the engine, whether to prove, whose overlays of rows.

    hold: live is read on after the plan is made, and its transaction stays open
    online: safe forms for tables that hold rows
    between: also where one stands between two units, for whoever is stopped there
    stage: the one step of a rollout that is planned, where it is not all
    """

    prune: bool = False
    allowed: Collection[str] = ()
    engine: str = "auto"
    prove: bool = True
    schemas: Collection[str] = ()
    environment: str | None = None
    hold: bool = False
    online: bool = True
    between: bool = False
    stage: Stage | None = None
