"""Rows as they were before updates and deletions, and after: what triggers write beside, and secrets that nobody may see.

They are kept in the archive, inside the database. The way back puts a value back where it still is as the way there left
it: what was written since stays. Must not know where in a plan the statements stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from neodiff.data import block, copies
from neodiff.data.block import quoted
from neodiff.data.copies import Kept, Place
from neodiff.data.shape import Column, Shape
from neodiff.facts import FactBase, FactId
from neodiff.rows import Cells, Change
from neodiff.sql import ident, idents, qualified


@dataclass(frozen=True, slots=True)
class Image:
    """The archive of a table's rows.

    key:     columns that tell its rows apart and stay; columns: what is kept of them beside
    turn:    the archive's own column: 0 for a row as it is after all, else the number of the statement that it is before
    secrets: columns whose values are compared here alone
    """

    table: FactId
    place: Place
    key: tuple[Kept, ...]
    columns: tuple[Kept, ...]
    turn: str
    secrets: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return qualified(self.table.schema, self.table.name)


def images(
    changes: Sequence[Change],
    old: Mapping[FactId, Shape],
    new: Mapping[FactId, Shape],
    facts: FactBase,
    secret: Collection[tuple[FactId, str]],
) -> dict[FactId, Image]:
    """The tables of which rows must be kept, as far as they have a key by which they could be found again.

    facts: those before, `old` and `new` the shapes of both sides
    """
    out: dict[FactId, Image] = {}
    for table in dict.fromkeys(change.table for change in changes if change.old is not None):
        mine = [change for change in changes if change.table == table and change.old is not None]
        fired = any(side[table].fired for side in (old, new) if table in side)
        hidden = sorted({column for change in mine for column in overwritten(change, secret)})
        updated = any(change.new is not None for change in mine)
        if table in old and table in new and (hidden or (fired and updated)):
            written = {name for change in mine if change.new is not None for name in change.new}
            if found := _image(old[table], new[table], facts, written, hidden, _token(changes, facts, secret)):
                out[table] = found
    return out


def overwritten(change: Change, secret: Collection[tuple[FactId, str]]) -> Iterator[str]:
    """The columns of secrets that the change writes over, or that go with their row."""
    for column, value in change.old.values.items() if change.old is not None else ():
        if (
            (change.table, column) in secret
            and value is not None
            and (change.new is None or column in change.new.values)
        ):
            yield column


def _image(
    old: Shape, new: Shape, facts: FactBase, written: Collection[str], hidden: Sequence[str], token: str
) -> Image | None:
    def kept(column: Column) -> Kept:
        return Kept(
            column.name, column.type, "collation" in facts[FactId("column", "", column.name, old.table)].payload
        )

    same = {
        name: column
        for name, column in old.columns.items()
        if name in new.columns and new.columns[name].type == column.type
        if FactId("column", "", name, old.table) in facts
    }
    key = next(
        (
            key
            for key in old.keys
            if key in new.keys and all(_tells(same.get(name), old, written, hidden) for name in key)
        ),
        None,
    )
    if key is None:
        return None
    columns = [column for name, column in same.items() if name not in key and not column.generated]
    columns = [column for column in columns if column.identity != "always"]
    turn = next(name for i in range(len(same) + 1) if (name := f"neodiff_turn{i or ''}") not in same)
    place = copies.place(f"rows of {old.table}", token, old.table.schema, old.table.name, "rows")
    return Image(
        old.table, place, tuple(kept(same[name]) for name in key), tuple(map(kept, columns)), turn, tuple(hidden)
    )


def _tells(column: Column | None, shape: Shape, written: Collection[str], hidden: Collection[str]) -> bool:
    if column is None or column.generated or column.name in written or column.name in hidden:
        return False
    return column.not_null or column.name in shape.primary_key


def _token(changes: Sequence[Change], facts: FactBase, secret: Collection[tuple[FactId, str]]) -> str:
    """Names this migration. Of secrets it knows nothing: who has it must not be able to test a guess."""

    def seen(table: FactId, cells: Cells | None) -> object:
        if cells is None:
            return None
        shown = {name: value for name, value in cells.values.items() if (table, name) not in secret}
        return sorted(map(repr, shown.items())), sorted(map(repr, cells.through.items()))

    digest = hashlib.sha256(facts.fingerprint().encode())
    for change in changes:
        cells = seen(change.table, change.old), seen(change.table, change.new)
        digest.update(repr((change.table, cells)).encode())
    return digest.hexdigest()[:8]


# -- SQL


def made(image: Image) -> str:
    """The archive without a row; one that an earlier run of the same migration left gives way."""
    select = f"select 0 as {ident(image.turn)}, {', '.join(each.copied for each in (*image.key, *image.columns))}"
    stale = [
        f"if to_regclass({quoted(image.place.sql)}) is not null then",
        f"    drop table {image.place.sql};",
        "end if;",
    ]
    return copies.copy(image.place, [select, f"from {image.name}", "limit 0"], "", before=stale)


def keeping(image: Image, number: int, body: Sequence[str], alias: str) -> list[str]:
    """UPDATE or DELETE, as lines that end in a semicolon, so that what it touches is kept as it was before.

    All parts of one statement see the rows as they were before it (PostgreSQL docs, "Data-Modifying Statements in WITH").
    """
    key = ", ".join(f"{alias}.{ident(each.name)}" for each in image.key)
    lines = [f"    {line}" for line in body]
    lines[-1] = lines[-1].removesuffix(";")
    same = " and ".join(f"was.{ident(each.name)} = changed.{ident(each.name)}" for each in image.key)
    return [
        "    with changed as (",
        *lines,
        f"        returning {key}",
        "    )",
        *_insert(image, str(number), "was"),
        f"    from changed join {image.name} as was on {same};",
    ]


def kept_before(image: Image, number: int, condition: str) -> list[str]:
    """Keep the rows, called `was`, for which the condition holds."""
    return [*_insert(image, str(number), "was"), f"    from {image.name} as was where {condition};"]


def kept_after(image: Image) -> str:
    """Keep what all updates, and the triggers, made of the rows."""
    source = f"select from {image.place.sql} as a where {_same(image, 't', 'a')} and a.{ident(image.turn)} > 0"
    return block.do([*_insert(image, "0", "t"), f"    from {image.name} as t where exists ({source});"])


def _insert(image: Image, turn: str, source: str) -> list[str]:
    kept = (*image.key, *image.columns)
    chosen = [f"{source}.{ident(each.name)}{'::text' if each.foreign else ''}" for each in kept]
    return [
        f"    insert into {image.place.sql} ({idents([image.turn, *(each.name for each in kept)])})",
        f"    select {', '.join([turn, *chosen])}",
    ]


def found_again(image: Image, column: str, key: Mapping[str, str]) -> str:
    """An expression: the value that the deleted row with this key (column -> SQL) had."""
    kept = next(each for each in image.columns if each.name == column)
    conditions = [f"a.{ident(each.name)} = {key[each.name]}{'::text' if each.foreign else ''}" for each in image.key]
    cast = f"::{kept.type}" if kept.foreign else ""
    where = " and ".join([f"a.{ident(image.turn)} > 0", *conditions])
    return f"(select a.{ident(column)}{cast} from {image.place.sql} as a where {where} order by a.{ident(image.turn)} limit 1)"


def put_back(image: Image) -> str:
    """Put back what is still as it was left, and remove the archive; drift where a secret is another one since."""
    turn, keys = ident(image.turn), idents([each.name for each in image.key])
    before = f"(select distinct on ({keys}) * from {image.place.sql} where {turn} > 0 order by {keys}, {turn}) as was"
    source = f"{before} join {image.place.sql} as now on now.{turn} = 0 and {_alike(image)}"
    lines = []
    if image.secrets:
        changed = " or ".join(
            f"({_text('t', name)} is distinct from {_text('now', name)} and {_text('t', name)} is distinct "
            f"from {_text('was', name)} and {_text('was', name)} is distinct from {_text('now', name)})"
            for name in image.secrets
        )
        message = (
            f"drifted since planned: % rows of {block.plain(image.table.path)} have another secret than forward wrote"
        )
        lines = [
            f"select count(*) into n from {image.name} as t, {source}",
            f"where {_same(image, 't', 'was')} and ({changed});",
            "if n > 0 then",
            *block.refusal(message, "n", indent=4),
            "end if;",
        ]
    if image.columns:
        sets = [
            f"{ident(each.name)} = case when {_text('t', each.name)} is not distinct from {_text('now', each.name)} "
            f"then was.{ident(each.name)}{f'::{each.type}' if each.foreign else ''} else t.{ident(each.name)} end"
            for each in image.columns
        ]
        lines += [
            f"update {image.name} as t",
            f"set {sets[0]}" + ("," if len(sets) > 1 else ""),
            *(f"    {text}{',' if i < len(sets) - 1 else ''}" for i, text in enumerate(sets) if i),
            f"from {source}",
            f"where {_same(image, 't', 'was')};",
        ]
    return copies.put_back(image.place, lines, ["n bigint"])


def _text(side: str, name: str) -> str:
    return f'{side}.{ident(name)}::text collate "C"'


def _same(image: Image, side: str, archive: str) -> str:
    """The condition that a row of the table is that of the archive."""
    own = [_text(side, each.name) if each.foreign else f"{side}.{ident(each.name)}" for each in image.key]
    return " and ".join(f"{one} = {archive}.{ident(each.name)}" for one, each in zip(own, image.key, strict=True))


def _alike(image: Image) -> str:
    return " and ".join(f"now.{ident(each.name)} = was.{ident(each.name)}" for each in image.key)
