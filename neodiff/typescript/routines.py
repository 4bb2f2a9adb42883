"""Functions as TypeScript: what a request passes and gets, and what PostgREST cannot tell apart. Must not know connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from neodiff.typescript.layout import Doc, object_type, quoted, union
from neodiff.typescript.read import Arg, Relation, Routine
from neodiff.typescript.words import UNKNOWN, Kind, Vocabulary, member, word

# oids of json, jsonb and text: what an argument without a name may be
_UNNAMED: Final = frozenset((114, 3802, 25))
_NOTHING: Final = word("Record<PropertyKey, never>")
_AMBIGUOUS: Final = "Could not choose the best candidate function between: "
_RENAME: Final = (
    ". Try renaming the parameters or the function itself in the database so function overloading can be resolved"
)


@dataclass(frozen=True, slots=True)
class Routines:
    """relations: those that are shown, by oid."""

    words: Vocabulary
    relations: Mapping[int, Relation]

    def is_shown(self, routine: Routine) -> bool:
        """Can a request call it? Arguments are passed by name, but for one alone."""
        taken = routine.taken
        unnamed = [arg for arg in taken if not arg.name]
        if not unnamed or all(arg.default and arg.type in _UNNAMED for arg in unnamed):
            return True
        return len(taken) == 1 and (taken[0].type in _UNNAMED or self._row(taken[0].type) is not None)

    def computes(self, routine: Routine, relation: Relation) -> bool:
        """Is it a computed column of the relation, a function of its row alone?"""
        taken = routine.taken
        if len(taken) == 1 and (row := self._row(taken[0].type)) is not None:
            return row == relation.id
        return routine.arguments == relation.name

    def signatures(self, alike: Sequence[Routine]) -> Doc:
        """Of all functions of one name."""
        return union([self._signature(routine, alike) for routine in alike])

    def returns(self, routine: Routine) -> Kind:
        if columns := [arg for arg in routine.args if arg.mode == "t"]:
            return Kind((object_type([member(arg.name, self.words.of(arg.type)) for arg in columns]),))
        relation = self.relations.get(routine.returned or 0)
        if relation is not None and relation.schema == routine.schema:
            return Kind((object_type(self.row(relation)),))
        return self.words.of(routine.returns)

    def row(self, relation: Relation) -> list[Doc]:
        """The columns of one row."""
        return [
            member(column.name, self.words.named(column.type, column.type_schema).or_null(column.nullable))
            for column in relation.columns
        ]

    def _signature(self, routine: Routine, alike: Sequence[Routine]) -> Doc:
        taken, returns = routine.taken, self.returns(routine)
        args = _NOTHING
        if taken:
            given = [member(arg.name, self.words.of(arg.type), optional=arg.default) for arg in taken]
            args = Kind((object_type(given, apart=False),))
        if said := self._conflict(routine, alike) or self._misfit(routine):
            returns = Kind(([object_type(["error: true"], apart=False), " & ", quoted(said)],))
        target = self._target(routine)
        several = routine.rows is not None and routine.rows > 1
        if routine.many and (several or target is None):
            returns = returns.set_of()
        parts: list[Doc] = [["Args: ", args.doc], ["Returns: ", returns.doc]]
        if target is not None:
            parts.append(["SetofOptions: ", self._options(routine, target, several)])
        return object_type(parts, apart=target is not None)

    def _options(self, routine: Routine, target: str, several: bool) -> Doc:
        """What a request may select of the rows."""
        source, one, many = "*", not several, routine.many
        row = self.words.by_id.get(routine.args[0].type) if len(routine.args) == 1 else None
        if row is not None and row.relation is not None:
            whole = routine.many and routine.returned is not None
            source, one, many = row.format, not several if whole else True, whole
        said = (
            ("from", quoted(source)),
            ("to", quoted(target)),
            ("isOneToOne", _bool(one)),
            ("isSetofReturn", _bool(many)),
        )
        return object_type([f"{name}: {value}" for name, value in said])

    def _target(self, routine: Routine) -> str | None:
        """The relation, or the composite type, whose rows are returned."""
        if routine.returned is None:
            return None
        if (relation := self.relations.get(routine.returned)) is not None:
            return relation.name
        found = self.words.by_id.get(routine.returns)
        return found.name if found is not None and found.relation is not None else None

    def _row(self, oid: int) -> int | None:
        """The relation whose rows are of that type."""
        found = self.words.by_id.get(oid)
        return found.relation if found is not None else None

    def _misfit(self, routine: Routine) -> str:
        """What is wrong with a function of a row without a name that gives no row."""
        taken = routine.taken
        if len(taken) != 1 or taken[0].name or self._row(taken[0].type) is None or self._target(routine) is not None:
            return ""
        return (
            f"the function {routine.schema}.{routine.name} with parameter or with a single unnamed json/jsonb parameter, "
            "but no matches were found in the schema cache"
        )

    def _conflict(self, routine: Routine, alike: Sequence[Routine]) -> str:
        """What PostgREST says where it cannot tell which of them is meant."""
        taken, others = routine.taken, [each for each in alike if each is not routine]
        name = f"{routine.schema}.{routine.name}"
        if not taken:
            for other in others:
                if _alone(other) and not other.taken[0].name and other.taken[0].default:
                    return f"{_AMBIGUOUS}{name}(), {name}( => {self._type(other.returns)}){_RENAME}"
        if len(taken) == 1 and taken[0].name:
            same = [each.taken[0] for each in others if _alone(each) and _rivals(each.taken[0], taken[0])]
            if same:
                every = sorted([taken[0], *same], key=lambda arg: arg.type)
                listed = ", ".join(f"{name}({arg.name} => {self._type(arg.type)})" for arg in every)
                return f"{_AMBIGUOUS}{listed}{_RENAME}"
        return ""

    def _type(self, oid: int) -> str:
        found = self.words.by_id.get(oid)
        return found.name if found is not None else UNKNOWN.plain


def _alone(routine: Routine) -> bool:
    return len(routine.taken) == 1


def _rivals(one: Arg, other: Arg) -> bool:
    return one.name == other.name and one.type != other.type


def _bool(value: bool) -> str:
    return "true" if value else "false"
