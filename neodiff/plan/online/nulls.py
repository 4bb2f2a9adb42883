"""NOT NULL of a column that may hold rows without a value: told at once, validated later. Knows no order."""

from __future__ import annotations

from dataclasses import replace

from neodiff.facts import FactId
from neodiff.kinds.base import name_sql
from neodiff.plan.online.state import Split, State
from neodiff.sql import generated_name, ident
from neodiff.statement import Statement


def not_null(state: State, _: int, statement: Statement, about: FactId) -> Split | None:
    world, column = state.world, state.world.after.get(about)
    if about not in world.before or column is None or column.payload.get("not_null") is not True:
        return None
    return tighten(state, statement, about)


def tighten(state: State, statement: Statement, about: FactId) -> Split:
    """The parts of that SET NOT NULL."""
    assert about.parent is not None
    state.columns.add(about)
    table, name, alter = about.parent, ident(about.name), f"alter table {name_sql(about.parent)}"
    if state.world.major >= 18:
        made = ident(generated_name(table.name, about.name, label="not_null"))
        now, after = f"{alter} add constraint {made} not null {name} not valid", []
    else:
        # SET NOT NULL does not scan where a valid CHECK says the same (NotNullImpliedByRelConstraints(), tablecmds.c)
        made = ident(state.free(about, table.name, about.name, label="filled"))
        now = f"{alter} add constraint {made} check ({name} is not null) not valid"
        after = [statement, replace(statement, sql=f"{alter} drop constraint {made}", verb="clear", hazards=())]
    validate = replace(statement, sql=f"{alter} validate constraint {made}", verb="validate", hazards=(), long=True)
    groups = ((validate,), tuple(after)) if after else ((validate,),)
    return Split((replace(statement, sql=now, hazards=() if after else statement.hazards),), groups)
