"""The tests of who may do what as a pgTAP script: the same people and rows, one assertion a test, everything rolled back.

What a denial looked like on scratch is what the script expects. Must not know how tests are declared.
"""

from __future__ import annotations

from collections.abc import Iterator

from neodiff.facts import FactId
from neodiff.smoke.bench import DENIED, Bench, become, statement
from neodiff.sql import idents, literal, qualified
from neodiff.trials import REFUSED, Trial


def script(made: Bench) -> str:
    """For `pg_prove` or `supabase test db`; the role that runs it must be allowed to switch triggers off and roles on."""
    trials = made.declaration.trials.trials
    lines = [
        "-- Made by neodiff from the tests in the schema directory.",
        "begin;",
        "create extension if not exists pgtap;",
        f"select plan({len(trials)});",
        "",
        "-- the rows of the tests, as they are: nothing fires",
        "set local session_replication_role = replica;",
        *_rows(made.fresh),
        "set local session_replication_role = origin;",
    ]
    for trial in trials:
        lines += ["", *_test(made, trial)]
    # what finish() counts went back with each test: it would fail, and pg_prove holds the plan against what it has read
    return "\n".join([*lines, "", "rollback;", ""])


def _rows(fresh: list[tuple[FactId, list[dict[str, str]]]]) -> Iterator[str]:
    for table, rows in fresh:
        for row in rows:
            columns, values = idents(row), ", ".join(row.values())
            yield f"insert into {qualified(table.schema, table.name)} ({columns}) overriding system value values ({values});"


def _test(made: Bench, trial: Trial) -> list[str]:
    person, sql, outcome = made.person(trial), statement(trial), made.outcome(trial)
    said = literal(f"{trial.who} {'may' if trial.allows else 'may not'} {trial.command} {trial.relation.path}")
    if not trial.allows and (outcome.denial or trial.how) == REFUSED:
        asserted = f"select throws_ok({literal(sql)}, {literal(DENIED)}, null, {said});"
    elif trial.command == "insert":
        asserted = f"select lives_ok({literal(sql)}, {said});"
    else:
        count = (outcome.matching if outcome.matching is not None else outcome.rows) if trial.allows else 0
        reached = f"({sql})" if trial.command == "select" else "(select count(*) from reached)"
        first = "" if trial.command == "select" else f"with reached as ({sql} returning 1) "
        asserted = f"{first}select is({reached}, {count}::bigint, {said});"
    return ["savepoint test;", *(f"{step};" for step in become(person)), asserted, "rollback to savepoint test;"]
