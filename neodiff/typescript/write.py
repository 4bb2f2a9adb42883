"""The whole file: type Database with everything of the schemas, the helper types, and the labels of enums as constants."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from neodiff.typescript.collation import place
from neodiff.typescript.layout import Doc, constant, key, object_type, quoted, text, tuple_type, union
from neodiff.typescript.read import Column, Relation, Routine, Type, World
from neodiff.typescript.routines import Routines
from neodiff.typescript.words import Kind, Vocabulary, member, never, nothing_in

_HELPERS: Final = Path(__file__).with_name("helpers.ts")
_JSON: Final = """export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[]
"""
_INTERNAL: Final = """// Allows to automatically instantiate createClient with right options
  // instead of createClient<Database, { PostgrestVersion: 'XX' }>(URL, KEY)
  __InternalSupabase: {
    PostgrestVersion: """


def write(world: World, version: str | None = None) -> str:
    """`version`: of PostgREST, which clients are told by the type."""
    world = _sorted(world)
    words = Vocabulary(world.types, world.relations, world.schemas)
    shown = {each.id: each for each in world.relations if each.schema in world.schemas}
    page = _Page(world, words, Routines(words, shown))
    database = text(object_type([[f"{key(name)}: ", page.schema(name)] for name in world.schemas]))
    if version is not None:
        database = database.replace("{\n  ", "{\n  " + _INTERNAL + quoted(version) + "\n  }\n  ", 1)
    helpers = _HELPERS.read_text(encoding="utf-8").rstrip("\n")
    constants = text(constant([[f"{key(name)}: ", page.constants(name)] for name in world.schemas]))
    return "\n".join(
        [
            _JSON,
            f"export type Database = {database}\n",
            helpers,
            "",
            f"export const Constants = {constants} as const",
            "",
        ]
    )


def _sorted(world: World) -> World:
    def by_name(each: Relation | Routine | Type) -> tuple[Any, ...]:
        signature = [place(each.identity)] if isinstance(each, Routine) else []
        return (place(each.schema), place(each.name), *signature, each.id)

    relations = [
        replace(each, columns=sorted(each.columns, key=lambda column: place(column.name)))
        for each in sorted(world.relations, key=by_name)
    ]
    routines = [
        replace(each, args=sorted(each.args, key=lambda arg: place(arg.name)))
        for each in sorted(world.routines, key=by_name)
    ]
    return World(
        sorted(world.schemas, key=place),
        sorted(world.types, key=by_name),
        relations,
        routines,
        sorted(
            world.keys, key=lambda found: (place(found.name), place(found.other), place(_columns(found.other_columns)))
        ),
    )


class _Page:
    def __init__(self, world: World, words: Vocabulary, routines: Routines) -> None:
        self.world, self.words, self.routines = world, words, routines

    def schema(self, name: str) -> Doc:
        relations = [each for each in self.world.relations if each.schema == name]
        functions = [each for each in self.world.routines if each.schema == name and self.routines.is_shown(each)]
        types = [each for each in self.world.types if each.schema == name]
        tables = [self._table(each, functions) for each in relations if each.is_table]
        views = [self._view(each, functions) for each in relations if not each.is_table]
        enums: list[Doc] = [
            [f"{key(each.name)}: ", union([quoted(label) for label in each.labels])] for each in types if each.labels
        ]
        composites: list[Doc] = [
            [
                f"{key(each.name)}: ",
                object_type([member(part, self.words.of(oid).or_null(True)) for part, oid in each.attributes]),
            ]
            for each in types
            if each.attributes
        ]
        parts = {
            "Tables": tables,
            "Views": views,
            "Functions": list(self._functions(functions)),
            "Enums": enums,
            "CompositeTypes": composites,
        }
        return object_type([[f"{title}: ", nothing_in(members)] for title, members in parts.items()])

    def constants(self, name: str) -> Doc:
        enums = [each for each in self.world.types if each.schema == name and each.labels]
        labels = [[f"{key(each.name)}: ", tuple_type([quoted(label) for label in each.labels])] for each in enums]
        return constant([["Enums: ", constant(labels)]])

    def _table(self, table: Relation, functions: Sequence[Routine]) -> Doc:
        parts: list[Doc] = [
            ["Row: ", self._row(table, functions)],
            ["Insert: ", self._written(table, lambda column: column.optional)],
            ["Update: ", self._written(table, lambda _: True)],
            self._relationships(table),
        ]
        return [f"{key(table.name)}: ", object_type(parts)]

    def _view(self, view: Relation, functions: Sequence[Routine]) -> Doc:
        given = object_type(
            [
                member(column.name, self._kind(column).or_null(True), optional=True)
                if column.writable
                else never(column.name)
                for column in view.columns
            ]
        )
        parts: list[Doc] = [["Row: ", self._row(view, functions)]]
        parts += [["Insert: ", given]] if view.inserted else []
        parts += [["Update: ", given]] if view.updated else []
        return [f"{key(view.name)}: ", object_type([*parts, self._relationships(view)])]

    def _kind(self, column: Column) -> Kind:
        return self.words.named(column.type, column.type_schema)

    def _row(self, relation: Relation, functions: Sequence[Routine]) -> Doc:
        computed = [each for each in functions if self.routines.computes(each, relation)]
        more = [member(each.name, self.routines.returns(each).or_null(True)) for each in computed]
        return object_type([*self.routines.row(relation), *more])

    def _written(self, table: Relation, optional: Callable[[Column], bool]) -> Doc:
        return object_type(
            [
                never(column.name)
                if column.always
                else member(column.name, self._kind(column).or_null(column.nullable), optional=optional(column))
                for column in table.columns
            ]
        )

    def _relationships(self, relation: Relation) -> Doc:
        """Keys to relations of the same schema: a request cannot embed others."""
        mine = [
            each
            for each in self.world.keys
            if (each.schema, each.relation) == (relation.schema, relation.name) and each.other_schema == relation.schema
        ]
        shown = [
            object_type(
                [
                    f"foreignKeyName: {quoted(each.name)}",
                    ["columns: ", tuple_type([quoted(column) for column in each.columns])],
                    f"isOneToOne: {'true' if each.one_to_one else 'false'}",
                    f"referencedRelation: {quoted(each.other)}",
                    ["referencedColumns: ", tuple_type([quoted(column) for column in each.other_columns])],
                ]
            )
            for each in mine
        ]
        return ["Relationships: ", tuple_type(shown)]

    def _functions(self, functions: Sequence[Routine]) -> Iterator[Doc]:
        grouped: dict[str, list[Routine]] = {}
        for each in functions:
            grouped.setdefault(each.name, []).append(each)
        # an object of JavaScript has keys that are numbers first
        for name in sorted(grouped, key=lambda name: (0, int(name)) if _is_index(name) else (1, 0)):
            alike = sorted(grouped[name], key=lambda each: (place(each.arguments), place(each.result)))
            yield [f"{key(name)}: ", self.routines.signatures(alike)]


def _is_index(name: str) -> bool:
    return name.isascii() and name.isdigit() and str(int(name)) == name and int(name) < 2**32 - 1


def _columns(columns: Sequence[str]) -> str:
    return json.dumps(list(columns), ensure_ascii=False, separators=(",", ":"))
