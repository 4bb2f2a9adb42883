"""Which TypeScript type a type of PostgreSQL is, as Supabase's generator says it. Must not know connections or layout's lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from neodiff.typescript.layout import SOFT, Doc, Group, IfBroken, Indent, Line, joined, key, object_type, quoted, union
from neodiff.typescript.read import Relation, Type

_SAID: Final[Mapping[str, str]] = {
    "bool": "boolean",
    **dict.fromkeys(("int2", "int4", "int8", "float4", "float8", "numeric"), "number"),
    **dict.fromkeys(
        "bytea bpchar varchar date text citext time timetz timestamp timestamptz uuid vector interval".split(), "string"
    ),
    "json": "Json",
    "jsonb": "Json",
    "void": "undefined",
    "record": "Record<string, unknown>",
}
_KINDS: Final = ("r", "p"), ("f",), ("v",), ("m",)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: members of a union, which are documents; `plain`: its words, where it is one word."""

    members: tuple[Doc, ...]
    plain: str = ""

    @property
    def doc(self) -> Doc:
        return union(self.members)

    def or_null(self, nullable: bool) -> Kind:
        """The type of a value that may be absent; Json has null in it already, and unknown has everything."""
        if self.plain == "Json" and not nullable:
            return word("NonNullable<Json>")
        if self.plain == "unknown" or not nullable:
            return self
        return Kind((*self.members, "null"))

    def set_of(self) -> Kind:
        """`[]` after all of it, as text: of a union it stands with the last."""
        return Kind((*self.members[:-1], [self.members[-1], "[]"]))

    def array(self) -> Kind:
        if len(self.members) == 1:
            return Kind(([self.members[0], "[]"],))
        inside = [IfBroken([SOFT, "| "]), *joined([Indent(each) for each in self.members], Line(), "| ")]
        return Kind((["(", Group([Indent(inside), SOFT]), ")[]"],))


def word(said: str) -> Kind:
    return Kind((said,), said)


UNKNOWN: Final = word("unknown")


@dataclass(slots=True)
class Vocabulary:
    """Types and relations by name, for names are all that a value carries. `shown`: the schemas that are in the file.

    types, relations: in order, for the first one of a name is taken where none is of the schema
    """

    types: Sequence[Type]
    relations: Sequence[Relation]
    shown: Collection[str]
    by_id: dict[int, Type] = field(default_factory=dict)
    _types: dict[str, list[Type]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.types:
            self.by_id[each.id] = each
            if each.labels or each.attributes:
                self._types.setdefault(each.name, []).append(each)

    def of(self, oid: int) -> Kind:
        found = self.by_id.get(oid)
        return self.named(found.name, found.schema) if found is not None else UNKNOWN

    def named(self, name: str, schema: str) -> Kind:
        """The type of that name: that of the schema, or else the first one."""
        if name in _SAID:
            return word(_SAID[name])
        if name.startswith("_"):
            return self.named(name[1:], schema).array()
        if enum := _preferred([each for each in self._types.get(name, ()) if each.labels], schema):
            if enum.schema in self.shown:
                return self._path(enum.schema, "Enums", enum.name)
            return Kind(tuple(map(quoted, enum.labels)))
        if composite := _preferred([each for each in self._types.get(name, ()) if each.attributes], schema):
            shown = composite.schema in self.shown
            return self._path(composite.schema, "CompositeTypes", composite.name) if shown else UNKNOWN
        if (relation := self._relation(name, schema)) and relation.schema in self.shown:
            kind = "Tables" if relation.is_table else "Views"
            return word(f'{self._path(relation.schema, kind, relation.name).plain}["Row"]')
        return UNKNOWN

    def _relation(self, name: str, schema: str) -> Relation | None:
        """Tables come before foreign ones, and these before views; but one of that schema comes first."""
        named = [each for kinds in _KINDS for each in self.relations if each.name == name and each.kind in kinds]
        return next((each for each in named if each.schema == schema), named[0] if named else None)

    @staticmethod
    def _path(schema: str, kind: str, name: str) -> Kind:
        return word(f'Database[{quoted(schema)}]["{kind}"][{quoted(name)}]')


def _preferred(found: Sequence[Type], schema: str) -> Type | None:
    return next((each for each in found if each.schema == schema), found[0] if found else None)


def member(name: str, kind: Kind, *, optional: bool = False) -> Doc:
    return [f"{key(name)}{'?' if optional else ''}: ", kind.doc]


def never(name: str) -> Doc:
    return f"{key(name)}?: never"


def nothing_in(members: Sequence[Doc]) -> Doc:
    """An object that may be empty: then nothing is a key of it."""
    return object_type(members or ["[_ in never]: never"])
