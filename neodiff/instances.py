"""One declared schema for many: what is declared of it is what every schema has that a pattern matches.

A copy is made by names alone: the schema's name before a dot in SQL, as a schema's name in a fact, or on a search path.
Knows no database and no plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Final

from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactId
from neodiff.problems import Pos
from neodiff.rows import Data
from neodiff.sql import ident, literal, name_of, tokens

# What is nobody's SQL: labels and texts, and what stands in rows.
_TEXTS: Final = frozenset(("comment", "security_label"))
_VALUES: Final = frozenset(("values", "default", "enforce", "per_row"))
_OF_SEQUENCES: Final = frozenset(("nextval", "currval", "setval"))


def instantiated(declaration: Declaration, schemas: Iterable[str]) -> Declaration:
    """The declaration with a copy for each schema; itself where it declares none for many.

    schemas: those that the database has. Declared ones that the pattern matches count too, so that a new one can be made.
    """
    for name, found in _matching(declaration, schemas):
        declaration = _copied(declaration, name, [_Naming(name, each) for each in found])
    return declaration


def unmatched(declaration: Declaration, schemas: Iterable[str]) -> list[str]:
    """A sentence for each schema that is declared for none."""
    none = [name for name, found in _matching(declaration, schemas) if not found]
    return [
        f"instances: there is no schema {_patterns(declaration)[name]}, for which {name} is declared" for name in none
    ]


def _matching(declaration: Declaration, schemas: Iterable[str]) -> list[tuple[str, list[str]]]:
    known = sorted({*schemas, *(fact_id.name for fact_id in declaration.facts if fact_id.kind == "schema")})
    patterns = _patterns(declaration).items()
    return [(name, [each for each in known if fnmatchcase(each, pattern)]) for name, pattern in patterns]


def _patterns(declaration: Declaration) -> Mapping[str, str]:
    found: Mapping[str, str] = declaration.settings.get("instances", {})
    return found


def _copied(declaration: Declaration, name: str, namings: list[_Naming]) -> Declaration:
    def mapping(known: Mapping[Any, Any]) -> dict[Any, Any]:
        others = {key: value for key, value in known.items() if not _is_of(key, name)}
        ours = [(key, value) for key, value in known.items() if _is_of(key, name)]
        # what is declared of one of them by its own name stays beside what is declared for all
        return {**{each.of(key): each.of(value) for each in namings for key, value in ours}, **others}

    def data(known: Data) -> Data:
        return Data(mapping(known.seeds), mapping(known.json))

    managed = {each.of(key) for each in namings for key in declaration.managed if _is_of(key, name)}
    return replace(
        declaration,
        facts=mapping(declaration.facts),
        positions=mapping(declaration.positions),
        renames=mapping(declaration.renames),
        labels=mapping(declaration.labels),
        application=mapping(declaration.application),
        others=mapping(declaration.others),
        managed=managed | {key for key in declaration.managed if not _is_of(key, name)},
        pruned={
            *(declaration.pruned - {name}),
            *(each.new for each in namings if name in declaration.pruned),
        },
        data=data(declaration.data),
        overlays={environment: data(rows) for environment, rows in declaration.overlays.items()},
    )


def _is_of(key: Any, name: str) -> bool:
    """Is it the schema, or about something in it? A key is a fact, or begins with one."""
    fact_id: FactId = key if isinstance(key, FactId) else key[0]
    # default privileges are a role's, in a schema
    return name in (fact_id.schema, fact_id.root.schema, fact_id.root.name if fact_id.root.kind == "schema" else None)


@dataclass(frozen=True, slots=True)
class _Naming:
    """The name `old` of a schema becomes `new`."""

    old: str
    new: str

    def of(self, value: Any) -> Any:
        """The same of the other schema, whatever it is made of."""
        if isinstance(value, FactId):
            return self._id(value)
        if isinstance(value, Fact):
            payload = value.payload if value.id.kind in _TEXTS else self._payload(value.payload)
            return Fact(self._id(value.id), payload, value.order)
        if isinstance(value, Pos):
            return value
        if is_dataclass(value) and not isinstance(value, type):
            parts = {each.name: getattr(value, each.name) for each in fields(value) if each.name not in _VALUES}
            return replace(value, **{key: self.of(part) for key, part in parts.items()})
        if isinstance(value, Mapping):
            return {self.of(key): self.of(each) for key, each in value.items()}
        if isinstance(value, tuple | list | set | frozenset):
            return type(value)(self.of(each) for each in value)
        return self._sql(value) if isinstance(value, str) else value

    def _id(self, fact_id: FactId) -> FactId:
        schema = self.new if fact_id.schema == self.old else fact_id.schema
        own = fact_id.kind == "schema" and fact_id.name == self.old
        parent = self._id(fact_id.parent) if fact_id.parent is not None else None
        name = self.new if own else self._sql(fact_id.name) if "(" in fact_id.name else fact_id.name
        return fact_id._replace(schema=schema, name=name, parent=parent)

    def _payload(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in payload.items():
            if key == "schema" and value == self.old:
                out[key] = self.new
            elif key == "search_path":
                names = value if isinstance(value, list) else str(value).split(",")
                ours = [each.strip().strip('"') == self.old for each in names]
                new = self.new if isinstance(value, list) else ident(self.new)
                named = [new if own else each for each, own in zip(names, ours, strict=True)]
                out[key] = named if isinstance(value, list) else ", ".join(named)
            elif isinstance(value, Mapping):
                out[key] = self._payload(value)
            elif isinstance(value, list) and key != "values":
                out[key] = [self._payload(each) if isinstance(each, Mapping) else self.of(each) for each in value]
            else:
                out[key] = value if key == "values" else self.of(value)
        return out

    def _sql(self, text: str) -> str:
        """Names with the schema before a dot, also in the text that becomes a relation's name."""
        if self.old not in text:
            return text
        found = list(tokens(text))
        out = [token[1] for token in found]
        plain = [at for at, token in enumerate(found) if token[0] not in ("space", "comment")]
        for place, at in enumerate(plain):
            behind = [out[each] for each in plain[place + 1 : place + 3]]
            before = [out[each].lower() for each in plain[max(place - 2, 0) : place]]
            if name_of(found[at]) == self.old and behind[:1] == ["."] and before[-1:] != ["."]:
                out[at] = ident(self.new)
            elif out[at].startswith("'") and self._names_one(before, behind):
                inside = out[at][1:-1].replace("''", "'")
                out[at] = literal(self._sql(inside)).strip()
        return "".join(out)

    def _names_one(self, before: list[str], behind: list[str]) -> bool:
        cast = len(behind) == 2 and behind[0] == "::" and behind[1].startswith("reg")
        return cast or (before[-1:] == ["("] and before[0] in _OF_SEQUENCES)
