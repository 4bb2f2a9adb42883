"""The rows of a proof: what is in the tables before, whether forward writes what was planned, whether reverse restores it.

Knows no plan: what forward must have done is asked of whoever planned it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from neodiff.facts import FactId
from neodiff.samples.contents import Contents, contents, differences, trigger_effects
from neodiff.samples.fill import Given, fill
from neodiff.samples.generate import Next
from neodiff.samples.relation import Referring


@dataclass(slots=True)
class Rehearsal:
    """Rows in the database that a plan is proven on copies of.

    template: that database, filled by start()
    lost:     columns whose values the plan says it cannot bring back
    left:     what still differs in the declared rows after forward, as lines; empty where nothing does
    effects:  after reverse, what triggers did that stays, as sentences
    fires:    tables with triggers in which forward updates rows -> the columns that it writes or changes itself
    """

    template: str
    left: Callable[[str], list[str]]
    secret: frozenset[tuple[FactId, str]] = frozenset()
    lost: frozenset[tuple[FactId, str]] = frozenset()
    fires: Mapping[FactId, frozenset[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    effects: dict[str, None] = field(default_factory=dict)
    before: dict[FactId, Contents] = field(default_factory=dict)

    def start(
        self,
        conn: psycopg.Connection[Any],
        given: Given,
        touched: Sequence[FactId],
        wished: Mapping[FactId, Sequence[str]],
        becoming: Mapping[tuple[FactId, str], Next],
        referring: Sequence[Referring] = (),
    ) -> None:
        """Fill it, as a superuser.

        given:    rows of live, by its names
        touched:  tables of live that hold rows and that the plan changes; they get made-up ones
        wished:   what the plan is about to demand of a table's rows
        becoming: the types that it is about to give to columns
        referring: the foreign keys that it is about to make
        """
        filled = fill(conn, given, touched, wished=wished, becoming=becoming, referring=referring)
        self.notes = filled.notes
        self.before = contents(conn, filled.tables, self.secret, self.lost)

    def after_forward(self, dsn: str) -> list[str]:
        return self.left(dsn)

    def after_reverse(self, conn: psycopg.Connection[Any]) -> list[str]:
        """The rows that are not what they were, but for what triggers did to those that forward updated."""
        found = contents(conn, self.before, self.secret, self.lost)
        effects = trigger_effects(self.before, found, self.fires)
        for table, columns in effects.items():
            note = (
                f"triggers of {table.path} change {', '.join(columns)} of rows that forward.sql updates: reverse.sql, "
                "in which they are off, leaves that as it is"
            )
            self.effects[note] = None
        return differences(self.before, found, effects)
