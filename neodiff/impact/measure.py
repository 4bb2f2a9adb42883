"""What each statement did, asked of PostgreSQL right behind it in its transaction. Knows no class and no plan.

One query per statement, sent along with it, so that no round trip is added. What was there before the run is watched:
nobody else can wait for what the run itself made. A lock that was held already shows no second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from neodiff.impact.modes import OF_CATALOG, rank

# A probe reads all locks of its transaction, so that n of them cost n x n: with 1,000 tables altered in one, a second.
MOST: Final = 1000
PROBE: Final = "neodiff_probe"
_KNOWN: Final = r"""
    select c.oid, n.nspname || '.' || c.relname, coalesce(c.relfilenode, 0), c.relkind in ('r', 'm', 'p')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.oid >= 16384 and n.nspname !~ '^pg_' and c.relkind in ('r', 'm', 'p', 'i', 'I', 'v', 'f', 'S', 'c')"""
# The counts of scans go on until the session tells them to the server, some time between two transactions.
_BEFORE: Final = """
    select string_agg(oid || ' ' || scans, ',') as {name}
    from (select oid, pg_stat_get_xact_numscans(oid) scans from pg_class
          where relkind in ('r', 'm', 'p') and oid between 16384 and {last}) found where scans > 0"""
_PROBE: Final = """
    select string_agg(l.relation || ' ' || l.mode || ' ' || coalesce(c.relfilenode, 0) || ' '
        || pg_stat_get_xact_numscans(l.relation), ',') as {name}
    from pg_locks l left join pg_class c on c.oid = l.relation
    where l.locktype = 'relation' and l.pid = pg_backend_pid() and l.granted and l.relation between 16384 and {last}"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one statement did to relations that were there before, by their paths then.

    locks: relation -> the strongest mode it came to hold; held: those it held before, which a statement may need too
    """

    locks: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    rewritten: frozenset[str] = frozenset()
    scanned: frozenset[str] = frozenset()


@dataclass(slots=True)
class Meter:
    """Reads the answers of one run: `probes` are the SQL to send behind statements, `unit` takes the answers of one transaction."""

    names: dict[int, str]
    tables: frozenset[int]
    files: dict[int, int]
    left: int = MOST

    @classmethod
    def start(cls, conn: psycopg.Connection[Any]) -> Meter:
        """Before the run, as a superuser, who may have scans counted."""
        conn.execute("set track_counts = on")
        rows = conn.execute(_KNOWN.encode()).fetchall()
        return cls(
            {oid: name for oid, name, _, _ in rows},
            frozenset(oid for oid, _, _, table in rows if table),
            {oid: file for oid, _, file, _ in rows},
        )

    @property
    def probe(self) -> str:
        return _PROBE.format(name=PROBE, last=max(self.names, default=0))

    def probes(self, count: int) -> list[str]:
        """What to send with so many statements: before them all, and behind the first of them; nothing where nothing is to be
        watched."""
        if not self.names or self.left <= 0:
            return []
        before = _BEFORE.format(name=PROBE, last=max(self.names))
        return [before, *[self.probe] * min(count, self.left)]

    def unit(self, answers: Sequence[str | None]) -> list[Measured]:
        """What the statements of one transaction did, in their order."""
        if not answers:
            return []
        self.left -= len(answers) - 1
        held: dict[str, str] = {}
        pairs = (each.split(" ") for each in (answers[0] or "").split(",") if each)
        scans = {int(oid): int(count) for oid, count in pairs}
        return [self._statement(_parsed(answer), held, scans) for answer in answers[1:]]

    def _statement(
        self, found: Iterable[tuple[int, str, int, int]], held: dict[str, str], scans: dict[int, int]
    ) -> Measured:
        before, new = dict(held), dict[str, str]()
        rewritten, scanned = set(), set()
        for oid, mode, file, count in found:
            name = self.names.get(oid)
            if name is None:
                continue
            if rank(mode) > rank(before.get(name, "")):
                new[name] = max(mode, new.get(name, mode), key=rank)
                held[name] = new[name]
            if oid in self.tables and file and file != self.files[oid]:
                self.files[oid] = file
                rewritten.add(name)
            if oid in self.tables and count > scans.get(oid, 0):
                scans[oid] = count
                scanned.add(name)
        return Measured(new, before, frozenset(rewritten), frozenset(scanned))


def _parsed(answer: str | None) -> Iterable[tuple[int, str, int, int]]:
    for each in answer.split(",") if answer else ():
        oid, mode, file, count = each.split(" ")
        yield int(oid), OF_CATALOG[mode], int(file), int(count)
