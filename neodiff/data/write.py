"""Changes of rows -> SQL: blocks that write many rows at once, and only what is still as it was planned.

Every block counts what it did and raises with errcode 27000 where that is not what was planned (block.DRIFTED).
Must not know where in a plan the statements stand, or what differs in the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal

from neodiff.data import block, deletion
from neodiff.data.batches import batches, runs
from neodiff.data.cells import constant
from neodiff.data.images import Image, found_again, keeping, kept_after, kept_before, made, overwritten, put_back
from neodiff.data.joined import TARGET, Joined
from neodiff.data.shape import Shape
from neodiff.facts import FactId
from neodiff.rows import Cells, Change, Ident, Reference, Secret, Value
from neodiff.sql import ident, idents, qualified
from neodiff.statement import Hazard, Statement

_VERB: Final = {"+": "insert", "~": "update", "-": "delete"}


@dataclass(frozen=True, slots=True)
class Step:
    """What is written to, or removed from, one table without another table's rows in between."""

    table: FactId
    does: Literal["put", "remove"]
    statements: list[Statement]


def statements(
    changes: Sequence[Change],
    shapes: Mapping[FactId, Shape],
    secret: Collection[tuple[FactId, str]] = (),
    *,
    quiet: bool = False,
    kept: Mapping[FactId, Image] | None = None,
) -> list[Step]:
    """The changes in their order; what follows each other in one table with one sign shares statements.

    secret: columns whose old values are never written into a statement, whether to guard a row or to bring it back
    quiet:  the table's triggers stay off meanwhile, so that what was there comes back as it was (the way back)
    kept:   tables whose rows go to the archive as they were, and come back from there
    """
    out = []
    images = kept or {}
    found_runs = list(runs(changes))
    # the last of the runs that an archive is for: after it nothing of the table changes that it does not hold
    last = {run[0].table: i for i, run in enumerate(found_runs) if run[0].table in images and _keeps(run[0], quiet)}
    begun: set[FactId] = set()
    number = count(1)
    for i, run in enumerate(found_runs):
        table = run[0].table
        image = images.get(table) if table in last and _keeps(run[0], quiet) else None
        found = [
            _Writer(batch, shapes, secret, quiet, image, next(number)).statement()
            for batch in batches(run, shapes, secret)
        ]
        written = [statement for statement in found if statement is not None]
        if image is not None and not quiet and table not in begun:
            begun.add(table)
            written.insert(0, Statement(made(image), about(table), "archive"))
        if image is not None and last[table] == i:
            sql, verb = (put_back(image), "restore") if quiet else (kept_after(image), "archive")
            written.append(Statement(sql, about(table), verb))
        if written:
            written = _deferred(written, run[0].table, run[0].defers)
            shape = shapes.get(run[0].table)
            silenced = _silenced(written, shape) if quiet and shape is not None and shape.triggers else written
            out.append(Step(run[0].table, "remove" if run[0].new is None else "put", silenced))
    return out


def _keeps(change: Change, quiet: bool) -> bool:
    """Is it a change for which a row is kept, or, on the way back, that brings one back?"""
    return (change.old is not None and change.new is not None) or (change.old is None) == quiet


def about(table: FactId) -> FactId:
    """Who a statement about rows of the table is about."""
    return FactId("rows", "", "", table)


def _silenced(written: list[Statement], shape: Shape) -> list[Statement]:
    first = written[0]

    def switch(actions: Iterable[str]) -> Statement:
        return Statement(f"alter table {_name(shape.table)} {', '.join(actions)}", first.about, first.verb)

    return [
        switch(f"disable trigger {ident(name)}" for name in shape.triggers),
        *written,
        switch(f"enable {word}trigger {ident(name)}" for name, word in shape.triggers.items()),
    ]


def _deferred(written: list[Statement], table: FactId, names: Sequence[str]) -> list[Statement]:
    if not names:
        return written
    listed = ", ".join(qualified(table.schema, name) for name in names)

    def switch(when: str) -> Statement:
        return Statement(f"set constraints {listed} {when}", written[0].about, written[0].verb)

    return [switch("deferred"), *written, switch("immediate")]


def _name(table: FactId) -> str:
    return qualified(table.schema, table.name)


class _Writer:
    """One batch: changes of one table, one sign and one form."""

    def __init__(
        self,
        batch: Sequence[Change],
        shapes: Mapping[FactId, Shape],
        secret: Collection[tuple[FactId, str]],
        quiet: bool,
        image: Image | None = None,
        number: int = 0,
    ) -> None:
        self.batch, self.shapes, self.secret, self.quiet = batch, shapes, secret, quiet
        self.image, self.number = image, number
        self.table = batch[0].table
        self.shape = shapes.get(self.table) or Shape(self.table)
        self.joined = Joined(len(batch), shapes, secret)

    def statement(self) -> Statement | None:
        """None where all that would be written is the old value of a secret, which is in the archive alone."""
        sign = self.batch[0].sign
        if sign == "+":
            sql = self._insertion()
        elif sign == "-":
            sql = self._deletion()
        elif updated := self._update():
            sql = updated
        else:
            return None
        return Statement(sql, about(self.table), _VERB[sign], tuple(self._hazards()), secrets=self._secrets())

    def _secrets(self) -> tuple[str, ...]:
        cells = [change.new for change in self.batch if change.new is not None]
        return tuple(sorted({v.name for each in cells for v in each.values.values() if isinstance(v, Secret)}))

    def _restored(self, name: str) -> bool:
        """Is it a secret that comes back from the archive?"""
        image = self.image if self.quiet else None
        return image is not None and name in image.secrets and name in {each.name for each in image.columns}

    def _hazards(self) -> Iterator[Hazard]:
        if self.quiet:
            return
        count = len(self.batch)
        if self.batch[0].new is None:
            rows = "1 row" if count == 1 else f"{count} rows"
            yield Hazard("delete-rows", f"{rows} of {self.table.path} {'is' if count == 1 else 'are'} deleted")
        lost = {column for change in self.batch for column in overwritten(change, self.secret)}
        for column in sorted(lost) if self.image is None else ():
            reason = f"the secret value that {self.table.path}.{column} had is kept nowhere: no key stays by which to find it"
            yield Hazard("irreversible", reason)

    # -- what is written

    def _cells(self, cells: Sequence[Cells]) -> dict[str, str]:
        """Column -> expression; of two for one column a reference to a row, then a plain value, wins over NULL."""
        out: dict[str, str] = {}
        for reference in cells[0].through:
            rows = [each.through[reference] for each in cells]
            found = [row for row in rows if row is not None]
            if found:
                alias = self.joined.row(found, reference.columns)
                pairs = zip(reference.columns, reference.target, strict=True)
                out |= {column: f"{alias}.{ident(target)}" for column, target in pairs if column not in out}
        for name in cells[0].values:
            values = [each.values[name] for each in cells]
            if name not in out and self._writable(name, values):
                out[name] = self.joined.written(self.table, name, values)
        for reference in cells[0].through:
            out |= {column: "null" for column in reference.columns if column not in out}
        return {name: expression for name, expression in out.items() if not self._generated(name)}

    def _writable(self, name: str, values: Sequence[Value]) -> bool:
        """Not the value that a secret column had, on the way back: it must not be seen, or only its digest is known."""
        kept = not self.quiet or (self.table, name) not in self.secret
        return kept or all(value is None or isinstance(value, Secret) for value in values)

    def _generated(self, name: str) -> bool:
        column = self.shape.columns.get(name)
        return column is not None and column.generated

    def _insertion(self) -> str:
        cells = [change.new for change in self.batch if change.new is not None]
        found_through = any(row for each in cells for row in each.through.values())
        rows = self._plain(cells) if not found_through else None
        if rows is None:
            found = self._cells(cells)
            columns = list(found)
            lines, where = self.joined.clauses([])
            body = [f"    select {', '.join(found.values())}", *_from(lines, "from")]
            body += [f"    where {' and '.join(where)}"] if where else []
        else:
            columns, texts = rows
            body = ["    values", *(f"        ({', '.join(row)})," for row in texts[:-1])]
            body.append(f"        ({', '.join(texts[-1])})")
        head = f"    insert into {_name(self.table)} ({idents(columns)})"
        if any(self._identity(name) == "always" for name in columns):
            head += " overriding system value"
        body[-1] += ";"
        return self._counted([head, *body], sequences=[name for name in columns if self._counts(name)])

    def _plain(self, cells: Sequence[Cells]) -> tuple[list[str], list[list[str]]]:
        nulls = [column for reference in cells[0].through for column in reference.columns]
        columns = [
            name
            for name in dict.fromkeys([*cells[0].values, *nulls])
            if not self._generated(name)
            and (
                name not in cells[0].values
                or self._restored(name)
                or self._writable(name, [each.values[name] for each in cells])
            )
        ]
        return columns, [[self._constant(each, name) for name in columns] for each in cells]

    def _constant(self, cells: Cells, name: str) -> str:
        value = cells.values.get(name)
        if value is None or isinstance(value, Secret) or not self._restored(name):
            return constant(value, self.shape.columns.get(name))
        assert self.image is not None
        key = {each.name: constant(cells.values[each.name], self.shape.columns[each.name]) for each in self.image.key}
        return found_again(self.image, name, key)

    def _identity(self, name: str) -> str | None:
        column = self.shape.columns.get(name)
        return column.identity if column is not None else None

    def _counts(self, name: str) -> bool:
        """Has the column a sequence that must not give the written values again? Rows that come back had theirs from it."""
        column = self.shape.columns.get(name)
        if column is None or self.batch[0].whole:
            return False
        return column.identity is not None or "nextval(" in (column.default or "")

    def _update(self) -> str | None:
        new = [change.new for change in self.batch if change.new is not None]
        guards, sets = self._guards(), self._cells(new)
        if not sets:
            return None
        lines, where = self.joined.clauses(guards)
        assignments = [f"{ident(column)} = {expression}" for column, expression in sets.items()]
        body = [f"    update {_name(self.table)} as {TARGET}"]
        body += [f"    set {assignments[0]}{',' if len(assignments) > 1 else ''}"]
        body += [f"        {text}{',' if i < len(assignments) - 1 else ''}" for i, text in enumerate(assignments) if i]
        body += [*_from(lines, "from"), f"    where {_anded(where)};"]
        return self._counted(self._keeping(body))

    def _keeping(self, body: list[str]) -> list[str]:
        if self.image is None or self.quiet:
            return body
        return keeping(self.image, self.number, body, TARGET)

    # -- what must be as it was

    def _guards(self) -> list[str]:
        """The conditions that a row is the one that is changed, and that it is as it was planned."""
        out = self.joined.conditions(TARGET, [change.row for change in self.batch])
        row = self.batch[0].row
        known = {name for name, _ in row.values} | {name for reference, _ in row.through for name in reference.columns}
        old = [change.old for change in self.batch if change.old is not None]
        for reference in old[0].through if old else ():
            if not known.issuperset(reference.columns):
                out += self._reference_guard(reference, [each.through[reference] for each in old])
                known.update(reference.columns)
        for name in old[0].values if old else ():
            if name not in known:
                values = [each.values[name] for each in old]
                out.append(self.joined.matched(f"{TARGET}.{ident(name)}", self.table, name, values, f"old_{name}"))
        return out

    def _reference_guard(self, reference: Reference, rows: Sequence[Ident | None]) -> list[str]:
        found = [row for row in rows if row is not None]
        if not found:
            return [f"{TARGET}.{ident(column)} is null" for column in reference.columns]
        alias = self.joined.row(found, reference.columns)
        pairs = zip(reference.columns, reference.target, strict=True)
        return [f"{TARGET}.{ident(column)} = {alias}.{ident(target)}" for column, target in pairs]

    def _deletion(self) -> str:
        lines, where = self.joined.clauses(self._guards())
        keys = [key for shape in self.shapes.values() for key in shape.references if key.reference.table == self.table]
        if not any(key.on_delete in deletion.ACTS for key in keys):
            body = [f"    delete from {_name(self.table)} as {TARGET}", *_from(lines, "using")]
            return self._counted(self._keeping([*body, f"    where {_anded(where)};"]))
        found = self._check("cardinality(doomed)")
        if self.image is not None and not self.quiet:
            found += kept_before(self.image, self.number, f"was.ctid = any ({deletion.LABEL}.doomed)")
        body = deletion.lines(_name(self.table), self.table.path, lines, _anded(where, 4), found)
        return self._counted(body, declare=deletion.DECLARE, label=deletion.LABEL)

    # -- the frame

    def _counted(
        self, body: list[str], *, sequences: Sequence[str] = (), declare: Sequence[str] = (), label: str = ""
    ) -> str:
        names = [*declare, "n bigint", *(["sequence text"] if sequences else [])]
        lines = [*body, "    get diagnostics n = row_count;", *self._check("n")]
        for name in sequences:
            lines += self._moved(name)
        return block.do(lines, names, label=label)

    def _check(self, found: str) -> list[str]:
        count = len(self.batch)
        message = f"drifted since planned: % of {count} rows of {block.plain(self.table.path)} are as they were planned"
        return [f"    if {found} <> {count} then", *block.refusal(message, found, indent=8), "    end if;"]

    def _moved(self, name: str) -> list[str]:
        """The sequence of a column goes on behind the values that were written; it never goes back."""
        table = _name(self.table)
        return [
            f"    sequence := pg_get_serial_sequence({block.quoted(table)}, {block.quoted(name)});",
            "    if sequence is not null then",
            "        execute format('select setval(%L, t.top) from %s as s, (select max(%I) as top from %s) as t'",
            "            ' where (t.top, true) > (s.last_value, s.is_called)',",
            f"            sequence, sequence, {block.quoted(name)}, {block.quoted(table)});",
            "    end if;",
        ]


def _from(lines: Sequence[str], word: str) -> list[str]:
    """The lines of a FROM or USING clause."""
    if not lines:
        return []
    return [f"    {word} {lines[0]}", *(f"    {line}" for line in lines[1:])]


def _anded(conditions: Sequence[str], deeper: int = 0) -> str:
    return f"\n{' ' * (8 + deeper)}and ".join(conditions)
