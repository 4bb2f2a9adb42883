"""forward.sql and reverse.sql: psql scripts in the house rules of migrations, stopping at the first error.

A header with purpose, affected objects and special considerations, a comment for every step, more on what destroys. No
date: the files are committed. Every name in a comment goes through words.visible(), so that none can end the comment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from neodiff.between import Between
from neodiff.data import session
from neodiff.facts import FactId
from neodiff.impact.risk import Tables
from neodiff.outcome import Plan
from neodiff.plan.brought import ROWS
from neodiff.plan.goal import Refused
from neodiff.review import impact, risks, rows, steps
from neodiff.review.cells import Words, cut
from neodiff.review.steps import Part, Step, Way
from neodiff.review.tree import objects
from neodiff.review.words import WIDTH, each, kind_word, some, visible, wrapped
from neodiff.sql import tokens
from neodiff.statement import Statement
from neodiff.units import LOCK_TIMEOUT, Limits, units

_MOST: Final = 10
_HURRY: Final = Limits()
# As pg_dump sets them: the script is UTF-8 and its literals are written for standard strings.
_SETTINGS: Final = (
    ("client_encoding", "'UTF8'"),
    ("standard_conforming_strings", "on"),
    ("lock_timeout", f"'{LOCK_TIMEOUT}'"),
    ("check_function_bodies", "off"),
    ("search_path", "''"),
)


def forward(plan: Plan, to: str = "what the schema folder declares") -> str:
    return _script(plan, steps.forward(plan), f"takes {visible(plan.label)} to {to}")


def reverse(plan: Plan) -> str:
    return reversing(plan, "forward.sql")


def reversing(plan: Plan, what: str) -> str:
    """reverse.sql of what is called so."""
    return _script(plan, steps.reverse(plan), f"takes {visible(plan.label)} back to what it was before {what}")


def midway(plan: Plan, found: Between, what: str) -> str:
    """The way back for whoever was stopped after some units of what is called so."""
    assert found.reverse is not None
    way = replace(steps.reverse(plan), run=found.reverse)
    purpose = f"takes {visible(plan.label)} back to what it was before {what}, of which {found.done} of "
    purpose += f"{len(units(plan.forward))} units have run, and no more"
    lines = [*wrapped(f"Purpose: {purpose}.", "-- ", "--   "), "-- Proven on a copy that was stopped there."]
    if not way.run:
        return "\n".join([*lines, "", "-- Nothing to do.", ""])
    lines += ["", r"\set ON_ERROR_STOP on", *_set(way.run), "", *body(way, plan.tables), "", *_reset(way.run)]
    return "\n".join([*lines, ""])


def migration(plan: Plan, purpose: str, *, apart: bool) -> list[str]:
    """forward as texts of migration files, in plain SQL: one, or with `apart` one per unit, which whoever runs it commits.

    A transaction that is not to be there is said in the text; nothing of the settings outlives it.
    """
    way = steps.forward(plan)
    head = list(_head(plan, way, purpose))
    if not apart:
        return ["\n".join([*head, "", *_set(way.run), "", *body(way, plan.tables), "", *_reset(way.run), ""])]
    out, parts, total = [], way.parts(), way.count
    for number, part in enumerate(parts, 1):
        run = [statement for step in part.steps for statement in step.statements]
        lines = list(head) if number == 1 else wrapped(f"Purpose: {purpose}.", "-- ", "--   ")
        lines += [f"-- Unit {number} of {len(parts)}."] if len(parts) > 1 else []
        steps_ = [line for step in part.steps for line in _step(step, total, plan.tables)]
        if not part.transactional:
            lines.append("-- Its one statement cannot run inside a transaction.")
        before, behind = [*_set(run), *_changed(_HURRY, part.limits)], _reset(run)
        if part.limits.statement_timeout_off:
            behind = ["reset statement_timeout;", *behind]
        out.append("\n".join([*lines, "", *before, "", *steps_, *behind, ""]))
    return out


def way_back(plan: Plan) -> str:
    """reverse as plain SQL without transactions, for whoever runs it in one."""
    way = steps.reverse(plan)
    total = way.count
    lines = [line for part in way.parts() for step in part.steps for line in _step(step, total, plan.tables)]
    return "\n".join([*_set(way.run), "", *lines, *_reset(way.run), ""])


def verdict(plan: Plan) -> str:
    """One line that says how far the plan is to be trusted."""
    if plan.empty:
        return "nothing to do"
    if plan.proof is None:
        return "NOT PROVEN: --no-prove was given"
    if not plan.proof.holds:
        return "NOT PROVEN: " + visible((plan.proof.reasons() or ["no verdict"])[0].splitlines()[0])
    judges = [v.judge + (" (abstained)" if v.abstained else "") for v in plan.proof.forward]
    return (
        f"proven forward and reverse on PostgreSQL {plan.proof.ran_on} (live is {plan.live_version}): "
        f"{', '.join(judges)} agree"
    )


def warnings(plan: Plan) -> list[str]:
    """What must be read before anything else; empty for a plan that is whole and proven."""
    out = [verdict(plan)] if not plan.proven else []
    if plan.unset:
        out.append(f"REFUSED until it is set: forward.sql takes {', '.join(plan.unset)} from the environment")
    if count := risks.refusals(plan):
        out.append(f"REFUSED: {count} change{'s are' if count > 1 else ' is'} left out, see the end of forward.sql")
    return out


def body(way: Way, tables: Tables) -> list[str]:
    """The steps with their comments, unit by unit, without header and settings."""
    parts = way.parts()
    total = sum(len(part.steps) for part in parts)
    lines: list[str] = []
    set_ = _HURRY
    for i, part in enumerate(parts, 1):
        # a transaction says its own
        wanted = _HURRY if part.transactional else part.limits
        if set_ != _HURRY == wanted:
            lines += _changed(set_, wanted)
        if len(parts) > 1:
            alone = "" if part.transactional else ": cannot run inside a transaction"
            lines += ["", f"-- Unit {i} of {len(parts)}{alone}"]
        if wanted not in (_HURRY, set_):
            lines += ["", *_changed(set_, wanted)]
        set_ = wanted
        lines += ["", *_unit(part, total, tables)]
    return [*lines[1:], *_changed(set_, _HURRY)]


def _changed(now: Limits, wanted: Limits) -> list[str]:
    """From the limits of one unit to those of another."""
    out = []
    if now.statement_timeout_off and not wanted.statement_timeout_off:
        out.append("reset statement_timeout;")
    if now.lock_timeout != wanted.lock_timeout:
        out.append(f"set lock_timeout = {_value(wanted.lock_timeout)};")
    if wanted.statement_timeout_off and not now.statement_timeout_off:
        out.append("set statement_timeout = 0;")
    return out


def _value(timeout: str) -> str:
    return timeout if timeout.isdigit() else f"'{timeout}'"


def _script(plan: Plan, way: Way, purpose: str) -> str:
    lines = list(_head(plan, way, purpose))
    if not way.run:
        lines += ["", "-- Nothing to do."]
    else:
        lines += ["", r"\set ON_ERROR_STOP on", *_set(way.run), *session.psql_secrets(way.run), ""]
        lines += body(way, plan.tables)
        lines += ["", *session.psql_forget(way.run), *_reset(way.run)]
    if way.name == "forward" and risks.refusals(plan):
        lines += ["", "-- Refused, and therefore not in this script:"]
        lines += [line for item in risks.refused(plan) for line in _refused(plan, item)]
        lines += _refused_rows(plan)
    return "\n".join([*lines, ""])


def _head(plan: Plan, way: Way, purpose: str) -> Iterator[str]:
    for warning in warnings(plan):
        yield from wrapped(warning, "-- ", "--   ")
    yield from wrapped(f"Purpose: {purpose}.", "-- ", "--   ")
    yield from _affected(plan, way)
    yield from _considerations(plan, way)
    yield from wrapped(f"Proof: {verdict(plan)}.", "-- ", "--   ")


def _settings(run: Sequence[Statement]) -> tuple[tuple[str, str], ...]:
    return _SETTINGS + (session.SETTINGS if session.touches_rows(run) else ())


def _set(run: Sequence[Statement]) -> list[str]:
    return [f"set {name} = {value};" for name, value in _settings(run)]


def _reset(run: Sequence[Statement]) -> list[str]:
    return [f"reset {name};" for name, _ in reversed(_settings(run))]


def _affected(plan: Plan, way: Way) -> Iterator[str]:
    """The objects by what happens to them and by kind; also those that are only made again for the sake of others."""
    there = way.name == "forward"
    signs = {"+": "create" if there else "drop", "~": "change", "-": "drop" if there else "create"}
    groups: dict[tuple[str, str], list[str]] = {}
    shown: set[FactId] = set()
    for entry in objects(plan):
        shown.add(entry.id)
        groups.setdefault((signs[entry.sign], entry.id.kind), []).append(visible(entry.id.path))
    for statement in way.run:
        root = statement.about.root if statement.about is not None else None
        if statement.about is not None and statement.about.kind == ROWS:
            continue
        if root is not None and root.kind != "role" and root not in shown:
            shown.add(root)
            groups.setdefault(("make again", root.kind), []).append(visible(root.path))
    if groups or way.rows:
        yield "-- Affected objects:"
    for verb in ("create", "change", "make again", "drop"):
        for (does, kind), names in groups.items():
            if does == verb:
                yield from wrapped(f"{kind_word(kind, len(names))} to {verb}: {some(names)}", "--   ", "--     ")
    for sign, verb in rows.DOES.items():
        counts = Counter(change.table for change in way.rows if change.sign == sign)
        if counts:
            named = some([f"{visible(table.path)} ({count})" for table, count in counts.items()])
            yield from wrapped(f"rows to {verb}: {named}", "--   ", "--     ")


def _considerations(plan: Plan, way: Way) -> Iterator[str]:
    said = [*_hazards(way), *_commits(way)]
    if way.name == "forward" and (head := impact.head(plan)):
        said.append(head)
    if plan.proof is not None and plan.proof.reordered and way.name == "forward":
        said.append(f"the order of columns differs from the declaration's in {some(each(plan.proof.reordered))}")
    if plan.stubs:
        said.append(f"extensions that the proof had only a stub of: {some(each(plan.stubs))}")
    if plan.rows.kept and way.name == "forward":
        count = len(plan.rows.kept)
        said.append(f"{count} value{'s' if count > 1 else ''} of rows kept, though the declaration has others")
    said += each([*plan.notes, *plan.rows.notes])
    if way.name == "reverse" and (lost := risks.lost(plan)):
        yield "-- IRREVERSIBLE: structure comes back, what forward.sql destroyed does not:"
        for risk in lost:
            yield from wrapped(risk.reason, "--   ", "--     ")
    if said:
        yield "-- Special considerations:"
    for text in said:
        yield from wrapped(text, "--   ", "--     ")


def _hazards(way: Way) -> list[str]:
    found = risks.of(way.run)
    if way.name == "forward":
        return [f"{risk.name}: {risk.reason}" for risk in found]
    return [f"{name}: {text}" for name, text in risks.folded(found)]


def _commits(way: Way) -> Iterator[str]:
    count = len(units(way.run))
    if count > 1:
        text = f"{count} units, each committed by itself: when one fails, those before it stay"
        more = {
            "forward": "what `neodiff diff` then gives does the rest",
            "reverse": "go on from that unit, once an index that it left invalid is dropped",
        }
        yield f"{text}; {more[way.name]}"


def _unit(part: Part, total: int, tables: Tables) -> Iterator[str]:
    if part.transactional:
        yield from ("begin;", *["set local statement_timeout = 0;"] * part.limits.statement_timeout_off, "")
    for step in part.steps:
        yield from _step(step, total, tables)
    if part.transactional:
        yield "commit;"


def _step(step: Step, total: int, tables: Tables) -> Iterator[str]:
    yield from wrapped(f"{step.number}/{total} {step.title}", "-- ", "--   ")
    for detail in step.details:
        yield from wrapped(detail, "--   ", "--     ")
    if locks := impact.of_step(step.statements, tables):
        yield from wrapped(locks, "--   ", "--     ")
    for hazard in step.hazards:
        yield from wrapped(f"{hazard.name}: {visible(hazard.reason)}", "--   ", "--     ")
    if step.loss:
        yield f"--   {step.loss}"
    for statement in step.statements:
        yield psql(statement.sql) + ";"
    yield ""


def _refused(plan: Plan, item: Refused) -> Iterator[str]:
    verb = {"+": "create", "~": "change", "-": "drop"}[item.sign]
    yield "--"
    yield from wrapped(f"{verb} {visible(str(item.id))}", "-- ", "--   ")
    text = f"{item.hazard.name}: {visible(item.hazard.reason)}; plan it with --allow {item.hazard.name}"
    yield from wrapped(text, "--   ", "--     ")
    for sql in risks.refused_sql(plan, item):
        yield from (f"--     {visible(line)}" for line in (sql + ";").split("\n"))


def _refused_rows(plan: Plan) -> Iterator[str]:
    words = Words(plan)
    for table in rows.tables(plan.rows.refused):
        yield "--"
        yield from wrapped(f"{table.title}: {table.said}", "-- ", "--   ")
        text = f"{rows.HAZARD}: {rows.REFUSED}; plan it with --allow {rows.HAZARD}"
        yield from wrapped(text, "--   ", "--     ")
        entries, more = table.first(words, _MOST)
        yield from (f"--     {cut(f'{entry.sign} {entry.name(words)}', WIDTH)}" for entry in entries)
        if more:
            yield f"--     and {more} more"


def psql(sql: str) -> str:
    """`sql` as psql must read it: outside quotes it takes `:name`, as in an array slice, for a variable of its own."""
    if ":" not in sql:
        return sql
    out, slice_ = [], False
    for kind, text, _ in tokens(sql):
        out.append(" " + text if slice_ and kind != "space" else text)
        slice_ = kind == "op" and text == ":"
    return "".join(out)
