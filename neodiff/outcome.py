"""What a comparison gives: the Plan. Knows no step on the way to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from neodiff import access
from neodiff.between import Between
from neodiff.facts import FactBase, FactId
from neodiff.impact.risk import Risk, Tables
from neodiff.plan.diff import Delta
from neodiff.plan.goal import Refused
from neodiff.plan.rename import Rename
from neodiff.prove import Proof
from neodiff.rows import Changes
from neodiff.statement import Statement


@dataclass(slots=True)
class Plan:
    """What differs, the SQL there and back, and what the proof said. `proof` is None where nothing had to be proven.

    archived: dropped or altered facts whose rows or values are copied first, and put back in reverse
    lost:     facts that lose what cannot come back, and why it cannot
    access:   who may do more, less or other things with which rows afterwards
    application: what applications must change with the objects that change, as these declare it
    tables:   what is known of live's rows, and by which names
    asked:    what it depends on of live's rows: (schema, table, without its children, whether it holds "rows", "none" or is "hidden")
    unset:    variables of the environment that the way there takes passwords from, and that were not set
    between:  where one stands between two units of the way there, where that was asked for
    user:     the role that the plan is for
    risk:     of the way there; None where there is no plan
    """

    label: str
    live_version: str
    deltas: list[Delta] = field(default_factory=list)
    forward: list[Statement] = field(default_factory=list)
    reverse: list[Statement] = field(default_factory=list)
    kept: list[FactId] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unmodelled: list[str] = field(default_factory=list)
    stubs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    renames: list[Rename] = field(default_factory=list)
    rows: Changes = field(default_factory=Changes)
    archived: set[FactId] = field(default_factory=set)
    lost: list[tuple[FactId, str]] = field(default_factory=list)
    tables: Tables = field(default_factory=Tables)
    asked: set[tuple[str, str, bool, str]] = field(default_factory=set)
    between: list[Between] = field(default_factory=list)
    user: str = ""
    risk: Risk | None = None
    unset: list[str] = field(default_factory=list)
    proof: Proof | None = None
    engine: str = "native"
    access: list[access.Change] = field(default_factory=list)
    application: dict[FactId, str] = field(default_factory=dict)
    old: FactBase = field(default_factory=FactBase)
    new: FactBase = field(default_factory=FactBase)

    @property
    def empty(self) -> bool:
        refused = self.proof is not None and bool(self.proof.failed)
        return not (self.forward or self.deltas or self.renames or self.rows.forward or refused)

    @property
    def proven(self) -> bool:
        return self.empty or (self.proof is not None and self.proof.holds)

    @property
    def withheld(self) -> bool:
        """Is something refused, or is there no way that could be taken as it is?"""
        failed = self.proof is not None and bool(self.proof.failed)
        return bool(self.refused or self.rows.refused or self.unset or failed)
