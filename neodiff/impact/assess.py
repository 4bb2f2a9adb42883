"""The impact of each statement: what its classes say, and over that what PostgreSQL did when the proof ran it.

Knows both sides' facts, to tell what was there before, and nothing of who planned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from neodiff.facts import FactBase, FactId
from neodiff.impact.classes import CLASSES, CONDITIONAL, LOSSLESS, NEVER, NO, STRUCTURE, YES, Class
from neodiff.impact.classify import Kind, classify
from neodiff.impact.measure import Measured
from neodiff.impact.modes import ACCESS_EXCLUSIVE, rank
from neodiff.impact.words import Words
from neodiff.kinds import family
from neodiff.statement import Impact, Statement

RELATIONS: Final = frozenset(("table", "view", "materialized_view", "foreign_table", "sequence"))
# How a small copy is read says nothing of live: the planner chooses by size.
_PLANNED: Final = frozenset(("add-foreign-key", "write-rows", "restore-rows"))
# What changes the bounds of a default partition beside it.
_BESIDE: Final = frozenset(("create-partition", "attach-partition", "attach-partition-checked", "detach-partition"))
_BACK: Final = (LOSSLESS, CONDITIONAL, STRUCTURE, NEVER)
_TIMES: Final = ("timestamp without time zone", "timestamp with time zone")


@dataclass(frozen=True, slots=True)
class Ends:
    """What a way leads from and to, and the server it is for.

    names:    path of a relation in the facts -> its path when the way begins, before renames that are part of it
    copied:   facts whose rows or values are copied first and come back
    major:    of the server that will run it; ran_on: of the one that the proof ran on
    """

    before: FactBase
    after: FactBase
    major: int
    ran_on: int
    names: Mapping[str, str]
    copied: Collection[FactId] = ()


def assess(run: Sequence[Statement], ends: Ends, measured: Sequence[Measured | None] = ()) -> list[Statement]:
    """The statements with their impact."""
    seen = measured or [None] * len(run)
    ties = _Ties(ends)
    return [replace(each, impact=ties.impact(each, found)) for each, found in zip(run, seen, strict=True)]


class _Ties:
    """Relations that statements touch without naming them, found once for all of a way."""

    def __init__(self, ends: Ends) -> None:
        self.ends = ends
        self.there = {ends.names.get(i.path, i.path) for i in ends.before.facts if i.kind in RELATIONS}
        self.referred: dict[FactId, set[str]] = {}
        self.named: dict[tuple[str, str], FactId] = {}
        self.rest: dict[str, str] = {}  # partitioned table -> its default partition
        for fact_id, fact in ends.before.facts.items():
            if fact.payload.get("bounds") == "default":
                self.rest[family.parents(fact)[0].path] = fact_id.path
            if fact_id.parent is not None:
                self.named[fact_id.parent.path, fact_id.name] = fact_id
            if fact_id.kind == "foreign_key" and fact_id.parent is not None:
                target = fact.payload["references"]
                path = f"{target['schema']}.{target['table']}"
                self.referred.setdefault(fact_id.parent, set()).add(path)
                self.referred[fact_id] = {path}

    def impact(self, statement: Statement, measured: Measured | None) -> Impact:
        kind = classify(statement)
        classes = [CLASSES[self._finer(name, statement, kind)] for name in kind.classes]
        foreseen = self._foreseen(classes, statement, kind)
        found = _merged(foreseen, measured, classes, self.ends)
        old = self._was_there(statement, kind)
        gone = statement.about is None or statement.about.root not in self.ends.after
        clients = [each.clients for each in classes if each.clients and old and self._felt(each, statement, gone)]
        copied = _covered(statement.about, self.ends.copied)
        back = max((each.back for each in classes), key=_BACK.index)
        return replace(
            found,
            classes=tuple(each.name for each in classes),
            reversible=LOSSLESS if copied and back == STRUCTURE else back,
            loses=any(each.loses for each in classes) and old and not copied,
            access=any(each.access for each in classes) and old,
            clients="; ".join(dict.fromkeys(clients)),
        )

    def _felt(self, each: Class, statement: Statement, gone: bool) -> bool:
        """What is dropped to be made again in the same plan is there again when others look. All that a column that takes
        another's place gets was true of that one."""
        if statement.verb in ("prepare", "swap") and each.name != "swap-column":
            return False
        if not each.name.startswith("drop-"):
            return True
        about = statement.about
        return about is None or about not in self.ends.after or (gone and about.parent is None)

    def _was_there(self, statement: Statement, kind: Kind) -> bool:
        about = statement.about
        if about is None:
            return not kind.relation or kind.relation in self.there
        return about.root in self.ends.before or statement.verb in ("drop", "rename", "aside")

    def _finer(self, name: str, statement: Statement, kind: Kind) -> str:
        """What the words alone do not tell and the facts do."""
        about = statement.about
        if name == "drop-constraint" and about is not None and about.kind == "foreign_key":
            return "drop-foreign-key"
        if name == "drop-constraint" and about is None:
            names = Words.of(statement.sql).names_after("constraint")
            named = [self.named.get((kind.relation, each)) for each in names]
            return "drop-foreign-key" if any(each and each.kind == "foreign_key" for each in named) else name
        if name == "change-type" and about is not None:
            types = [
                str(side[about].payload.get("type")) for side in (self.ends.before, self.ends.after) if about in side
            ]
            if len(types) == 2 and types[0] != types[1] and all(_bare(each) in _TIMES for each in types):
                return "change-type-time-zone" if _bare(types[0]) != _bare(types[1]) else name
        return name

    def _foreseen(self, classes: Sequence[Class], statement: Statement, kind: Kind) -> Impact:
        about = statement.about
        root = about.root if about is not None else None
        named = kind.relation or (root.path if root is not None and root.kind in RELATIONS else "")
        others = {
            *kind.others,
            *(self.referred.get(about, ()) if about is not None and statement.verb == "drop" else ()),
        }
        locks: dict[str, str] = {}
        for each in classes:
            for path, mode in (
                (named, each.lock_on(self.ends.major)),
                *((other, each.other) for other in sorted(others)),
            ):
                begun = self.ends.names.get(path, path)
                if mode and begun in self.there and rank(mode) > rank(locks.get(begun, "")):
                    locks[begun] = mode
        if any(each.name in _BESIDE for each in classes) and (rest := self.rest.get(named)):
            locks[self.ends.names.get(rest, rest)] = ACCESS_EXCLUSIVE
        begun = self.ends.names.get(named, named)
        on = (begun,) if begun in self.there else ()
        rewritten = on if any(each.rewrite != NO for each in classes) else ()
        scanned = on if any(each.scan != NO for each in classes) else ()
        if on and any(each.scan == YES and each.name.startswith(("add-foreign", "validate")) for each in classes):
            scanned += tuple(path for path in sorted(others) if path in self.there)
        return Impact((), tuple(sorted(locks.items())), rewritten, scanned)


def _merged(foreseen: Impact, measured: Measured | None, classes: Sequence[Class], ends: Ends) -> Impact:
    """The measured over the foreseen; what was held already, and what the two majors differ in, stays as foreseen."""
    if measured is None:
        return foreseen
    locks = dict(measured.locks)
    differs = any(each.lock_on(ends.major) != each.lock_on(ends.ran_on) for each in classes)
    for path, mode in foreseen.locks:
        if path not in locks and (differs or rank(measured.held.get(path, "")) >= rank(mode)):
            locks[path] = mode
    if differs:
        wanted = {path for path, _ in foreseen.locks}
        locks = {path: mode for path, mode in locks.items() if path in wanted}
    rewritten, scanned = set(measured.rewritten), set(measured.scanned)
    if _PLANNED & {each.name for each in classes}:
        scanned = set()
    # An empty copy may be spared what a full table is not; how values are kept in time zones is the session's.
    rewritten |= {path for path in foreseen.rewritten if any(each.rewrite == YES for each in classes)}
    scanned |= {path for path in foreseen.scanned if any(each.scan == YES for each in classes)}
    return Impact((), tuple(sorted(locks.items())), tuple(sorted(rewritten)), tuple(sorted(scanned)), measured=True)


def _covered(about: FactId | None, copied: Collection[FactId]) -> bool:
    while about is not None and about not in copied:
        about = about.parent
    return about is not None


def _bare(type_name: str) -> str:
    head, _, rest = type_name.partition("(")
    return head + rest.partition(")")[2]
