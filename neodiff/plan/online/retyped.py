"""A column's new type: a second column of that type beside it, kept equal by a trigger, filled in batches, then put in its place.

ALTER COLUMN ... TYPE writes the table anew under its lock (docs, ALTER TABLE, "Notes"). What stands on the column, and
PostgreSQL would make again by itself, is carried over: see carried. What it does not make again, the plan drops before and
makes afterwards, here as there. The column comes to stand behind the others. Knows no order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import ROOM, column
from neodiff.kinds.base import Env, name_sql
from neodiff.plan.online.batches import batches
from neodiff.plan.online.carried import Carried, carried
from neodiff.plan.online.filled import at_once, untouchable
from neodiff.plan.online.state import OF_ROWS, Split, State
from neodiff.sql import dollar_quote, generated_name, ident, qualified
from neodiff.statement import Statement

_MARK: Final = "neodiff fills this column in batches, and then puts it in the place of "
# Its one assignment is that of UPDATE: an expression in terms of the column, whose type plpgsql casts.
_SYNC: Final = """
#variable_conflict use_column
begin
  new.{made} := (select {value} from (select new.{name}) as source({name}));
  return new;
end
"""


def retyped(state: State, at: int, statement: Statement, about: FactId) -> Split | None:
    """The statement on a table that is big; a smaller one is written anew in less time than it takes to read this."""
    world, old, new = state.world, state.world.before.get(about), state.world.after.get(about)
    if old is None or new is None or not world.rewrites(about) or about.parent is None or not world.big(about.parent):
        return None
    second = Fact(
        about._replace(name=state.free(about, about.name, label="new")),
        {key: value for key, value in new.payload.items() if key in ("type", "collation")},
    )
    spelled = column.inline(second, (), Env()).removeprefix(f"{ident(second.id.name)} ")
    rest = statement.sql.removeprefix(f"{_alter(about)} type {spelled}")
    if rest and not rest.startswith(" using "):
        return None
    found = carried(state, at, about, second.id.name)
    if why := _why_not(state, old, new, second.id) or found.why_not:
        return at_once(statement, why)
    state.aside[about] = second.id.name
    change = _Change(state, statement, old, new, second, rest.removeprefix(" using ") or ident(about.name), found)
    return Split(tuple(change.contract()), change.later(), change.early())


def abandoned(side: FactBase) -> list[str]:
    """A sentence for each second column that a migration left when it was stopped."""
    found = [
        fact_id.parent
        for fact_id, fact in side.facts.items()
        if fact_id.kind == "comment" and str(fact.payload.get("text", "")).startswith(_MARK)
    ]
    ends = (
        "`neodiff apply` or `rollback` ends the migration that began it; else drop its trigger, its function and itself"
    )
    return [f"{about} was left when a migration was stopped: {ends}" for about in found if about is not None]


def _alter(about: FactId) -> str:
    assert about.parent is not None
    return f"alter table {name_sql(about.parent)} alter column {ident(about.name)}"


@dataclass(frozen=True, slots=True)
class _Change:
    """`second`: the column beside the old one; `value`: its values in terms of the old one."""

    state: State
    statement: Statement
    old: Fact
    new: Fact
    second: Fact
    value: str
    carried: Carried

    @property
    def table(self) -> FactId:
        assert self.new.id.parent is not None
        return self.new.id.parent

    @property
    def alter(self) -> str:
        return f"alter table {name_sql(self.table)}"

    @property
    def function(self) -> str:
        name = generated_name(self.table.name, self.second.id.name, label="sync")
        return f"{qualified(self.table.schema, name)}()"

    @property
    def _unfired(self) -> str:
        return f"drop trigger {ident(_trigger(self.second.id))} on {name_sql(self.table)}"

    @property
    def complete(self) -> str:
        """The constraint that says that every row has its value."""
        return ident(self.state.free(self.new.id, self.table.name, self.new.id.name, label="filled"))

    @property
    def never_null(self) -> bool:
        return self.old.payload.get("not_null") is True is self.new.payload.get("not_null")

    def _say(self, sql: str, verb: str, *, undo: str = "", alone: bool = False, long: bool = False) -> Statement:
        return replace(self.statement, sql=sql, verb=verb, hazards=(), undo=undo, alone=alone, long=long)

    def early(self) -> tuple[tuple[Statement, ...], ...]:
        name, made = ident(self.new.id.name), ident(self.second.id.name)
        body = _SYNC.format(made=made, value=self.value, name=name)
        sync = f"create function {self.function} returns trigger language plpgsql set search_path = '' as "
        fired = f"create trigger {ident(_trigger(self.second.id))} before insert or update on {name_sql(self.table)}"
        fired += f" for each row execute function {self.function}"
        says = f"{made} is not null" if self.never_null else f"({name} is null) = ({made} is null)"
        mark = Fact(FactId("comment", "", "", self.second.id), {"text": f"{_MARK}{self.new.id.name}"})
        begun = (
            self._say(
                str(column.create(self.second, (), Env())[0]), "prepare", undo=f"{self.alter} drop column {made}"
            ),
            self._say(str(ROOM["comment"].create(mark, (), Env())[0]), "prepare"),
            self._say(sync + dollar_quote(body), "prepare", undo=f"drop function {self.function}"),
            self._say(fired, "prepare", undo=self._unfired),
            self._say(f"{self.alter} enable always trigger {ident(_trigger(self.second.id))}", "prepare"),
            self._say(f"{self.alter} add constraint {self.complete} check ({says}) not valid", "prepare"),
        )
        left = f"{made} is null and {name} is not null"
        fill = self._say(batches(self.table, made, self.value, left), "fill", alone=True, long=True)
        valid = self._say(f"{self.alter} validate constraint {self.complete}", "validate", long=True)
        builds = (self._say(sql, "build", alone=True, long=True) for sql in self.carried.builds)
        return (begun, (fill,), (valid,), *((each,) for each in builds))

    def contract(self) -> Iterator[Statement]:
        """In the place of the statement: nothing in it reads or writes rows."""
        name, made = ident(self.new.id.name), ident(self.second.id.name)
        gone = f"{self.alter} drop column {name}"
        run = [self._unfired, f"drop function {self.function}", *self.carried.freed, gone]
        run.append(f"{self.alter} rename column {made} to {name}")
        if self.never_null:
            run += [f"{_alter(self.new.id)} set not null", f"{self.alter} drop constraint {self.complete}"]
        for sql in (*run, *self._attributes(), *self.carried.restored):
            statement = self._say(sql, "swap")
            yield replace(statement, hazards=self.statement.hazards) if sql == gone else statement

    def _attributes(self) -> Iterator[str]:
        yield from map(str, column.after(self.new, Env()))
        if "compression" in self.new.payload:
            yield f"{_alter(self.new.id)} set compression {self.new.payload['compression']}"
        comment = FactId("comment", "", "", self.new.id)
        if comment not in self.state.world.after:
            yield f"comment on column {name_sql(self.table)}.{ident(self.new.id.name)} is null"
        yield from self.carried.about

    def later(self) -> tuple[tuple[Statement, ...], ...]:
        return tuple((self._say(sql, "validate", long=True),) for sql in self.carried.validated)


def _published(side: FactBase, table: FactId) -> bool:
    """Is all of the table in a publication, whatever its columns are?"""
    names = {"publication_table": qualified(table.schema, table.name), "publication_schema": table.schema}
    return any(
        fact.payload.get("all_tables") or (names.get(fact_id.kind) == fact_id.name and "columns" not in fact.payload)
        for fact_id, fact in side.facts.items()
        if fact_id.kind in ("publication", *names)
    )


def _trigger(second: FactId) -> str:
    """Of triggers of one sort the last by name fires last (docs, "Overview of Trigger Behavior"): behind all of ASCII."""
    return generated_name(f"~{second.name}", label="sync")


def _why_not(state: State, old: Fact, new: Fact, second: FactId) -> str:
    """Why there is no second column that does the same; empty where there is."""
    world, about = state.world, new.id
    assert about.parent is not None
    table = world.before[about.parent]
    for side in (old, new):
        if "identity" in side.payload:
            return "its values are an identity's, made by PostgreSQL alone"
        if side.payload.get("not_null", True) is not True:
            return "its NOT NULL has a name or settings of its own"
    if any(key in table.payload for key in ("partition_of", "inherits", "of")):
        return "its table has its columns from another"
    if not world.steady(about):
        return "its new values depend on who converts them, and when"
    for needed in world.after.needs.get(about, ()):
        if needed not in world.before or needed in state.made:
            return f"its type needs {needed}, which comes with the same plan"
        if needed.kind == "domain":
            return "its type is a domain, which may refuse rows without a value"
    if _published(world.before, table.id):
        return "its table is published, and subscribers lack the column that stands beside it meanwhile"
    if any(each.about and each.about.root == table.id and each.verb in OF_ROWS for each in state.run):
        return "rows of its table are written in the same transaction"
    last = _trigger(second).encode()
    if any(i.kind == "trigger" and i.parent == table.id and i.name.encode() >= last for i in world.before):
        return "a trigger of its table fires after all that can be added"
    return untouchable(world.before, table.id, about.name)
