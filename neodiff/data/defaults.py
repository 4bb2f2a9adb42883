"""JSON defaults of rows: what each row shall have, of what is declared and what it chose. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from neodiff.data import merge
from neodiff.data.applied import Applied
from neodiff.data.json_text import dumps, exact, parse, same
from neodiff.data.merge import ABSENT, Merged, Path
from neodiff.data.values import UNKNOWN, Bad, Known, Types
from neodiff.data.world import Item, World
from neodiff.facts import FactId
from neodiff.problems import Problems
from neodiff.rows import Changes, Json, Kept

Find = Callable[[Item], Any]


def defaults(world: World, json: Json, applied: Applied | None, problems: Problems, changes: Changes) -> None:
    """Decide one column in all rows that its `where` selects; those that will be inserted get theirs at once."""
    items = list(_selected(world, json))
    cells = [_cells(world, json, item, problems) for item in items]
    own = _per_row(world, json, items, problems, changes)
    if problems:
        return
    was = applied.json.get(f"{json.table.path}.{json.column}") if applied else None
    earlier = _earlier(world, was) if was is not None else None
    validate = _validator(json.schema)
    jsonb = world.types.declared_type(json.table, json.column)[0] == "jsonb"
    guessed = 0
    for item, named in zip(items, cells):
        now = _now(world, item, json.column)
        if now is UNKNOWN:
            changes.notes.append(
                f"{json.table}: {json.column} of {world.named(item)} cannot be read as JSON; left as it is"
            )
            continue
        live = parse(now) if isinstance(now, str) else ABSENT
        before = earlier(item) if earlier is not None else ABSENT
        found = _merged(json, live, own(item), before, named)
        guessed += bool(found.guessed)
        _report(world, json, item, found, changes)
        if _differs(found.value, live):
            item.changed = {**(item.changed or {}), json.column: dumps(found.value, jsonb=jsonb)}
        _judge(world, json, item, found.value, validate, changes)
    if guessed:
        changes.notes.append(
            f"{json.table}: {_rows(guessed)} other values in {json.column} than declared, and what was applied before is "
            "not known: theirs are kept"
        )


def _selected(world: World, json: Json) -> Iterator[Item]:
    table = world.table(json.table)
    new: list[Item] = []
    for item in table.items:
        if item.gone:
            continue
        if item.live is None:
            new.append(item)
        elif json.where is None or item.flags & table.scopes.get(json.where, 0):
            yield item
    if json.where is None:
        yield from new
    elif new:
        shape = world.shapes[json.table]
        rows = [{name: world.after(item, name) for name in shape.columns} for item in new]
        yield from (item for item, inside in zip(new, world.types.inside(shape, json.where, rows)) if inside)


def _now(world: World, item: Item, column: str) -> Known:
    """The value that the defaults find: the live one, or what a declared row says."""
    found = world.after(item, column)
    return None if found is UNKNOWN and item.live is None else found


def _cells(world: World, json: Json, item: Item, problems: Problems) -> dict[str, str]:
    out: dict[str, str] = {}
    for name in json.fills:
        value = world.after(item, name)
        if value is UNKNOWN:
            message = f"{json.table}: json {json.column}: {{{name}}} of {world.named(item)} is not known before it is inserted"
            problems.add(json.pos, message, f"declare {name} in its row, or name another column")
        out[name] = value if isinstance(value, str) else ""
    return out


def _per_row(world: World, json: Json, items: Sequence[Item], problems: Problems, changes: Changes) -> Find:
    rows = [(dict(row.match), row.value) for row in json.per_row]
    types: Types = world.types
    for row, (match, _) in zip(json.per_row, rows):
        for column, text in match.items():
            found = text if text is None else types.canonical(json.table, column, [text])[text]
            if isinstance(found, Bad):
                expected = types.declared_type(json.table, column)[0]
                message = f"{json.table}: json {json.column}: per_row: {column}: expected {expected}, got {text!r}"
                problems.add(row.pos, message, found.message)
            else:
                match[column] = found
    find, met = _matched(world, json.table, rows, items)
    for i, row in enumerate(json.per_row):
        if i not in met:
            said = ", ".join(f"{column} {text!r}" for column, text in row.match.items())
            changes.notes.append(f"{row.pos}: {json.table}: json {json.column}: no row has {said}")
    return find


def _matched(
    world: World, table: FactId, rows: Sequence[tuple[Mapping[str, str | None], Any]], items: Sequence[Item]
) -> tuple[Find, set[int]]:
    """What finds a row's own default among (columns, value), and which of these have a row."""
    classes: dict[str, dict[str, str]] = {}
    for column in dict.fromkeys(column for match, _ in rows for column in match):
        texts = [value for item in items if isinstance(value := world.after(item, column), str)]
        texts += [text for match, _ in rows if (text := match.get(column)) is not None]
        classes[column] = world.types.classes(table, column, texts)
    index: dict[tuple[str, ...], dict[tuple[Known, ...], int]] = {}

    def key(columns: tuple[str, ...], values: Sequence[Known]) -> tuple[Known, ...]:
        return tuple(classes[c].get(v, v) if isinstance(v, str) else v for c, v in zip(columns, values))

    for i, (match, _) in enumerate(rows):
        index.setdefault(tuple(match), {})[key(tuple(match), list(match.values()))] = i

    def at(item: Item) -> int | None:
        for columns, known in index.items():
            if (i := known.get(key(columns, [world.after(item, column) for column in columns]))) is not None:
                return i
        return None

    met = {found for item in items if (found := at(item)) is not None} if rows else set()

    def find(item: Item) -> Any:
        i = at(item) if rows else None
        return ABSENT if i is None else exact(rows[i][1])

    return find, met


def _earlier(world: World, was: Mapping[str, Any]) -> Find:
    """What was desired of a row when it was last applied."""
    rows = [(one["match"], one["value"]) for one in was.get("per_row") or ()]

    def find(item: Item) -> Any:
        own: Any = ABSENT
        for match, value in rows:
            if all(world.after(item, column) == text for column, text in match.items()):
                own = value
        return _layered(was.get("default"), own, was.get("enforce"))

    return find


def _layered(default: Any, own: Any, enforced: Any) -> Any:
    out = ABSENT if default is None else default
    if own is not ABSENT:
        out = own if out is ABSENT else merge.under(own, out)
    return out if enforced is None else merge.forced({} if out is ABSENT else out, enforced)


def _merged(json: Json, live: Any, own: Any, before: Any, cells: Mapping[str, str]) -> Merged:
    """First renames, then removals, then defaults."""
    for old, new in json.rename:
        live, before = merge.moved(live, old, new), merge.moved(before, old, new)
    for path in json.remove:
        live = merge.without(live, path)
    desired = merge.filled(_layered(exact(json.default), own, None), cells)
    enforced = ABSENT if json.enforce is None else merge.filled(exact(json.enforce), cells)
    return merge.merged(live, desired, enforced, merge.filled(before, cells))


def _differs(value: Any, live: Any) -> bool:
    """SQL NULL is {}: nothing chosen, and nothing to write where nothing is declared."""
    if live is ABSENT:
        return value is not ABSENT and value != {}
    return not same(value, live)


def _report(world: World, json: Json, item: Item, found: Merged, changes: Changes) -> None:
    for one in found.kept:
        changes.kept.append(Kept(world.named(item), json.column, one.path, dumps(one.live), dumps(one.declared)))


def _validator(schema: Any) -> Callable[[Any], Iterator[tuple[Path, Any, str]]] | None:
    if schema is None:
        return None
    from jsonschema.validators import validator_for

    validator = validator_for(schema)(native(schema))

    def judge(value: Any) -> Iterator[tuple[Path, Any, str]]:
        for error in sorted(
            validator.iter_errors(native(value)), key=lambda error: list(map(str, error.absolute_path))
        ):
            found = value
            for step in error.absolute_path:
                found = found[step]
            yield tuple(str(step) for step in error.absolute_path), found, error.message

    return judge


def native(value: Any) -> Any:
    """Numbers as Python has them, which is what a JSON Schema knows."""
    if isinstance(value, dict):
        return {key: native(item) for key, item in value.items()}
    if isinstance(value, list):
        return [native(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _judge(
    world: World,
    json: Json,
    item: Item,
    value: Any,
    validate: Callable[[Any], Iterator[tuple[Path, Any, str]]] | None,
    changes: Changes,
) -> None:
    """What a row will have is told where the schema refuses it; what was chosen is not ours to mend."""
    if validate is None or value is ABSENT:
        return
    for path, instance, message in validate(value):
        reason = f"the schema refuses it: {message}"
        changes.kept.append(Kept(world.named(item), json.column, path, dumps(instance), None, reason))


def _rows(count: int) -> str:
    return "1 row has" if count == 1 else f"{count} rows have"
