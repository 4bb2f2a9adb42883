"""What is created, dropped and altered -> statements in one order that PostgreSQL accepts.

Every action is a node of one graph. Creations come after what they need (new side), drops before what they needed (old
side), an alteration between the drops and the creations of what stands on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from neodiff.facts import Fact, FactId, sort_key
from neodiff.kinds import RANK, ROOM, composite, family, foldable
from neodiff.kinds.base import Env, Sql
from neodiff.kinds.identity import identity_sequence
from neodiff.plan import persistence, stages, ties
from neodiff.plan.brought import ROWS, Brought, in_order, waits
from neodiff.plan.changed import SATELLITES, Changes
from neodiff.plan.claims import claims
from neodiff.plan.families import families
from neodiff.plan.graph import CycleError, sort
from neodiff.plan.hazards import hazards
from neodiff.statement import Hazard, Statement, commits


class Action(NamedTuple):
    """One node: verb is drop, rename (of a type that is swapped), create or alter; or what a brought step does."""

    verb: str
    id: FactId

    def __str__(self) -> str:
        return f"{self.verb} {self.id}"


def statements(
    changes: Changes, env: Env, brought: Sequence[Brought] = (), late: Collection[FactId] = ()
) -> list[Statement]:
    """All statements in order. Raises CycleError where there is none.

    late: new columns that become NOT NULL only once a brought step has filled them
    """
    explicit: set[FactId] = set()
    for _ in range(2):
        plan = _Plan(changes, env, explicit, in_order(brought), late)
        try:
            return [statement for action in plan.order() for statement in plan.write(action)]
        except CycleError as error:
            # Tables that reference, read or write to each other can only go once what ties them is gone.
            explicit = {fact_id for fact_id in changes.dropped if fact_id.kind in _TIES and _ties(fact_id, changes)}
            if not explicit:
                raise
            last = error
    raise last


# DROP does not take these along (docs, DROP SERVER).
_IN_THE_WAY: Final = ("user_mapping",)
_TIES: Final = ("foreign_key", "default", "check", "exclusion", "index", "statistics", "trigger", "rule", "policy")


def _ties(fact_id: FactId, changes: Changes) -> bool:
    """Does it need something else that is dropped? What a parent has too cannot be dropped by itself."""
    if changes.kin is not None and fact_id in changes.kin.old.origin:
        return False
    return any(other in changes.dropped and other.root != fact_id.root for other in changes.old.needs.get(fact_id, ()))


class _Plan:
    def __init__(
        self, changes: Changes, env: Env, explicit: set[FactId], brought: Sequence[Brought], late: Collection[FactId]
    ) -> None:
        self.changes, self.env, self.explicit, self.late = changes, env, explicit, late
        self.brought = {Action(step.does, FactId(ROWS, "", str(i), step.table)): step for i, step in enumerate(brought)}
        self.old, self.new = changes.old, changes.new
        self._kin = changes.kin or families(changes.old, changes.new, env)
        self.parts: dict[FactId, list[FactId]] = defaultdict(list)  # created fact -> what is made inside its statement
        self.dropper = {fact_id: self._dropper(fact_id) for fact_id in changes.dropped}
        self.maker = self._makers()

    # -- which statement does what

    def _dropper(self, fact_id: FactId) -> FactId:
        """The fact whose DROP takes this one along; itself where none does."""
        dropped = self.changes.dropped
        for _ in range(32):
            if fact_id in self.explicit or ("drop", fact_id) in self._kin.instead or fact_id.kind in _IN_THE_WAY:
                return fact_id
            if (taker := self._gone_with(fact_id)) is not None:
                fact_id = taker
                continue
            holder = self.old.holder(fact_id)
            takers = [holder] if holder in dropped else []
            if fact_id.kind != "column":
                takers += sorted((o for o in self.old.owned.get(fact_id, ()) if o in dropped), key=sort_key)
            takers = [taker for taker in takers if taker is not None and taker not in self.changes.swapped]
            if not takers:
                return fact_id
            fact_id = takers[0]
        return fact_id

    def _gone_with(self, fact_id: FactId) -> FactId | None:
        taker = self._kin.gone_with.get(fact_id)
        return taker if taker in self.changes.dropped else None

    def _makers(self) -> dict[FactId, FactId]:
        """created fact -> the created fact in whose statement, or right behind it, it is made."""
        created, maker = self.changes.created, dict[FactId, FactId]()
        follows = self._kin.made_by
        for fact_id in sorted(created, key=lambda fact_id: (RANK[fact_id.kind], sort_key(fact_id))):
            parent = fact_id.parent
            maker[fact_id] = fact_id
            if parent not in created or parent is None or fact_id in follows or parent in follows:
                continue
            if fact_id.kind in SATELLITES:
                continue
            if foldable(self.new[fact_id]) and self._may_fold(fact_id, maker):
                maker[fact_id] = maker[parent]
                self.parts[maker[parent]].append(fact_id)
        for fact_id in follows:
            maker[fact_id] = maker.get(by := self._kin.maker(fact_id), by)
        for fact_id in sorted(created, key=sort_key):
            holder = self.new.holder(fact_id)
            if fact_id.kind in SATELLITES and holder in created and holder is not None and holder not in follows:
                maker[fact_id] = maker[holder]
                self.parts[maker[fact_id]].append(fact_id)
        return maker

    def _may_fold(self, fact_id: FactId, maker: dict[FactId, FactId]) -> bool:
        """Not where something it needs in turn needs the statement it would stand in."""
        assert fact_id.parent is not None
        whole = maker[fact_id.parent]
        root = fact_id.root
        for needed in self._needs(fact_id):
            if needed.root == root:
                apart = needed in self.changes.altered or (
                    needed in self.changes.created and maker.get(needed) != whole
                )
                if apart and needed.kind == "column" and fact_id.kind not in ("column", "default"):
                    return False
                if needed not in self.changes.created or needed.kind == "column" or needed == whole:
                    continue
            if needed in self.changes.created and self._reaches(needed, root):
                return False
        return True

    def _needs(self, fact_id: FactId) -> set[FactId]:
        return self.new.needs.get(fact_id, set()) | self.new.soft.get(fact_id, set())

    def _reaches(self, start: FactId, root: FactId) -> bool:
        """Does something created, from `start` on, need the object `root` or a part of it?"""
        pending, seen = [start], {start}
        while pending:
            at = pending.pop()
            if at.root == root and at != start:
                return True
            for other in self._needs(at):
                if other in self.changes.created and other not in seen:
                    seen.add(other)
                    pending.append(other)
        return False

    # -- order

    def order(self) -> list[Action]:
        nodes = {Action("drop", self.dropper[fact_id]) for fact_id in self.changes.dropped}
        nodes |= {Action("create", self.maker[fact_id]) for fact_id in self.changes.created}
        nodes |= {Action("alter", fact_id) for fact_id in self.changes.altered}
        nodes |= {Action("aside", fact_id) for fact_id in self.changes.swapped}
        nodes |= {Action(*step) for step in ties.steps(self._kin, self.changes.created)}
        nodes |= {Action(*step) for step in stages.steps(self.changes)}
        needs: dict[Action, set[Action]] = defaultdict(set)
        wishes: dict[Action, set[Action]] = defaultdict(set)
        for before, after in self._edges(self.new.needs, self.old.needs):
            needs[after].add(before)
        for before, after in self._edges(self.new.soft, {}):
            wishes[after].add(before)
        for before, after in (*self._same_names(), *self._stages()):
            needs[after].add(before)
        for before, after in self._families(nodes):
            needs[after].add(before)
        self._place(needs, wishes)
        return sort(nodes | self.brought.keys(), needs, self._key, wishes)

    def _place(self, needs: dict[Action, set[Action]], wishes: dict[Action, set[Action]]) -> None:
        """Brought steps one after the other, each around the facts that it has to do with."""
        changes = self.changes
        previous: list[Action] = []
        for mine, step in self.brought.items():
            if step.saves is None:
                needs[mine].update(previous)
                previous.clear()
            previous.append(mine)
            around = waits(step, self.old, self.new, changes.created, changes.dropped, changes.altered, changes.swapped)
            needs[mine] |= {self._making(fact_id) for fact_id in around.needs}
            wishes[mine] |= {self._making(f) if f in self.new else self._dropping(f) for f in around.after}
            for fact_id in around.leaves:
                needs[self._dropping(fact_id)].add(mine)
            for fact_id in around.before & changes.swapped:
                wishes[Action("aside", fact_id)].add(mine)
            for fact_id in around.before - changes.swapped:
                maker = self._making(fact_id)
                if maker.id == fact_id:
                    wishes[maker].add(mine)

    def _stages(self) -> Iterator[tuple[Action, Action]]:
        for before, after in stages.around(self.changes):
            yield self._place_of(*before), self._place_of(*after)

    def _place_of(self, verb: str, fact_id: FactId) -> Action:
        """The step of a plan in which that is done to the fact."""
        if verb in stages.VERBS:
            return Action(verb, fact_id)
        return self._dropping(fact_id) if verb == "drop" else self._making(fact_id)

    def _families(self, nodes: Collection[Action]) -> Iterator[tuple[Action, Action]]:
        yield from ((Action(*before), Action(*after)) for before, after in ties.around(self._kin, nodes))
        for pair in self._kin.order:
            before, after = (self._dropping(f) if verb == "drop" else self._making(f) for verb, f in pair)
            if before in nodes and after in nodes and before != after:
                yield before, after

    def _making(self, fact_id: FactId) -> Action:
        """What creates the fact, or alters it."""
        if fact_id in self.changes.created:
            return Action("create", self.maker[fact_id])
        return Action("alter", fact_id)

    def _dropping(self, fact_id: FactId) -> Action:
        return Action("drop", self.dropper.get(fact_id, fact_id))

    def _key(self, action: Action) -> tuple[object, ...]:
        if action in self.brought:
            step = self.brought[action]
            if step.saves is not None:
                return (-1, 0, ("", "", f"{int(action.id.name):06}"))
            place = RANK["default"] if step.early or step.quiet else len(RANK)
            return (1, place, ("", "", f"{int(action.id.name):06}"))
        rank = RANK[action.id.kind]
        if action.verb == "detach":
            return (0, -len(RANK), sort_key(action.id))
        if action.verb == "attach":
            return (1, RANK["index"], sort_key(action.id))
        if action.verb == "alter" and commits(self.changes.altered[action.id]):
            return (-2, rank, sort_key(action.id))  # what is dropped and made again is not missing after that commit
        return (0, -rank, sort_key(action.id)) if action.verb == "drop" else (1, rank, sort_key(action.id))

    def _edges(
        self, new_needs: dict[FactId, set[FactId]], old_needs: dict[FactId, set[FactId]]
    ) -> Iterator[tuple[Action, Action]]:
        created, dropped, altered = self.changes.created, self.changes.dropped, self.changes.altered
        for fact_id in created | altered.keys():
            mine = Action("create", self.maker[fact_id]) if fact_id in created else Action("alter", fact_id)
            for needed in new_needs.get(fact_id, ()):
                if stages.own(self.new, fact_id, needed):
                    continue  # all it takes is the type's name
                if needed in created:
                    yield Action("create", self.maker[needed]), mine
                elif needed in altered:
                    yield Action("alter", needed), mine
        for fact_id in dropped | altered.keys():
            for needed in old_needs.get(fact_id, ()):
                if fact_id in dropped and fact_id.kind == "owner" and needed.kind == "grants":
                    continue  # to become the owner takes CREATE on the schema, to go does not
                if stages.own(self.old, fact_id, needed) or ties.goes_along(self._kin, fact_id, needed):
                    continue
                if fact_id in dropped:
                    mine = Action("drop", self.dropper[fact_id])
                    if needed in dropped and self.dropper[needed] != self.dropper[fact_id]:
                        yield mine, Action("drop", self.dropper[needed])
                    elif needed in altered and needed.kind != "enum":  # labels come whoever has the type
                        yield mine, Action("alter", needed)
                elif needed in dropped and needed not in self.changes.parked:
                    yield Action("alter", fact_id), Action("drop", self.dropper[needed])

    def _same_names(self) -> Iterator[tuple[Action, Action]]:
        """What is dropped goes before what takes its name; a swapped type is renamed first and dropped last."""
        swapped = self.changes.swapped
        taken: dict[tuple[str, ...], list[FactId]] = defaultdict(list)
        for fact_id in self.changes.dropped:
            for claim in claims(self.old[fact_id]):
                taken[claim].append(fact_id)
        for fact_id in self.changes.created:
            maker = Action("create", self.maker[fact_id])
            if fact_id in swapped:
                yield Action("aside", fact_id), maker
            for claim in claims(self.new[fact_id]):
                for other in taken[claim]:
                    if other not in swapped:
                        yield Action("drop", self.dropper[other]), maker
        yield from self._identity_names()
        yield from self._cluster_marks()
        for before, after in persistence.order(self.changes):
            yield Action("alter", before), Action("alter", after)
        for fact_id in swapped:
            yield Action("create", self.maker[fact_id]), Action("drop", fact_id)
            for column, needed in self.old.needs.items():
                if fact_id in needed and column in self.changes.altered:
                    yield Action("create", self.maker[fact_id]), Action("alter", column)

    def _cluster_marks(self) -> Iterator[tuple[Action, Action]]:
        """A table is clustered on one index: the old mark goes before the new one comes."""
        changes = self.changes
        gone = [
            i
            for i in changes.altered
            if i in self.old and self.old[i].payload.get("cluster") and not self.new[i].payload.get("cluster")
        ]
        for fact_id in gone:
            for other in changes.altered.keys() | changes.created:
                if (
                    other.parent == fact_id.parent
                    and other not in gone
                    and self.new[other].payload.get("cluster") is True
                ):
                    new = Action("create", self.maker[other]) if other in changes.created else Action("alter", other)
                    yield Action("alter", fact_id), new

    def _identity_names(self) -> Iterator[tuple[Action, Action]]:
        """An identity column makes a sequence and takes its name: not while another sequence has it."""
        for fact_id in self.changes.altered:
            if fact_id.kind != "column" or fact_id.parent is None or fact_id not in self.old:
                continue
            had, has = (identity_sequence(side[fact_id]) for side in (self.old, self.new))
            sequence = FactId("sequence", fact_id.parent.schema, has or had or "")
            if has and not had and sequence in self.changes.dropped:
                yield Action("drop", self.dropper[sequence]), Action("alter", fact_id)
            if had and not has and sequence in self.changes.created:
                yield Action("alter", fact_id), Action("create", self.maker[sequence])

    # -- SQL

    def write(self, action: Action) -> list[Statement]:
        if action in self.brought:
            return list(self.brought[action].statements)
        if action.verb in ("attach", "detach"):
            return ties.statements(self._kin, action)
        if action.verb in stages.VERBS:
            return stages.statements(self.changes, action)
        room = ROOM[action.id.kind]
        if (action.verb, action.id) in self._kin.instead:
            written = self._kin.instead[action.verb, action.id]
        elif action.verb == "create":
            written = self._create(self.new[action.id])
        elif action.verb == "alter":
            written = self.changes.altered[action.id]
        elif action.verb == "aside":
            written = stages.aside(self.changes, action.id)
        elif action.id.kind in SATELLITES and action.id.parent in self.changes.swapped:
            written = []  # they go with the old type
        elif action.id in self.changes.swapped:
            aside = action.id._replace(name=stages.set_aside(action.id, self.old))
            written = room.drop(Fact(aside, self.old[action.id].payload), self.env)
        else:
            written = room.drop(self.old[action.id], self.env)
        risks = hazards(action.verb, action.id, self.changes)
        return [_statement(sql, action, risks if i == 0 else ()) for i, sql in enumerate(written)]

    def _create(self, fact: Fact) -> list[Sql]:
        fact, *parts = (self._written(self.new[part]) for part in (fact.id, *self.parts[fact.id]))
        folded = [part for part in parts if part.id.kind not in SATELLITES]
        out: list[Sql] = list(ROOM[fact.id.kind].create(fact, folded, self.env))
        for part in folded:
            after = getattr(ROOM[part.id.kind], "after", None)
            out += after(part, self.env) if after else []
        for part in sorted((part for part in parts if part.id.kind in SATELLITES), key=_satellite_key):
            out += ROOM[part.id.kind].create(part, (), self.env)
        return out

    def _written(self, fact: Fact) -> Fact:
        """The fact as its statement makes it: a column that is filled later is not yet NOT NULL."""
        if fact.id in self._kin.apart:
            return family.alone(fact)
        if fact.id in self.changes.inside:
            return composite.aligned(self.old[fact.id], fact)
        if fact.id not in self.late:
            return fact
        return Fact(fact.id, {key: value for key, value in fact.payload.items() if key != "not_null"}, fact.order)


def _satellite_key(fact: Fact) -> tuple[object, ...]:
    assert fact.id.parent is not None
    return (SATELLITES.index(fact.id.kind), fact.id.parent.parent is not None, sort_key(fact.id))


def _statement(sql: Sql, action: Action, risks: tuple[Hazard, ...]) -> Statement:
    written = sql if isinstance(sql, Statement) else Statement(sql)
    return replace(written, about=action.id, verb=action.verb, hazards=(*written.hazards, *risks))
