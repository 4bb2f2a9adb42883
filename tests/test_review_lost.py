"""What a migration destroys: copied first and put back in reverse, or lost for good, and said so."""

from __future__ import annotations

import json

import pytest

from neodiff.facts import FactId
from neodiff.outcome import Plan
from neodiff.prove import Proof, Verdict
from neodiff.review import machine, script, text
from neodiff.statement import Hazard, Statement

TENANTS, ROLES = FactId("table", "public", "tenants"), FactId("table", "public", "tenant_roles")
GRANTED = FactId("table", "public", "role_permissions")


@pytest.fixture
def dropping() -> Plan:
    column, mood = FactId("column", "", "nick", TENANTS), FactId("enum", "public", "mood")
    agreed = [Verdict("facts")]
    made = Plan("staging", "17.6", proof=Proof(forward=agreed, reverse=agreed, ran_on="18.6"))
    made.forward = [
        Statement("copy", column, "archive"),
        Statement("drop", column, "drop", (Hazard("drop-column", "all values of public.tenants.nick are lost"),)),
        Statement("drop", ROLES, "drop", (Hazard("drop-table", "all rows of public.tenant_roles are lost"),)),
        Statement("alter", mood, "alter", (Hazard("lose-values", "enum public.mood loses 'x'"),)),
    ]
    made.reverse = [Statement("restore", column, "restore")]
    made.archived = {column, ROLES}
    return made


def test_what_is_archived_is_not_lost(dropping: Plan) -> None:
    said = script.forward(dropping)
    assert "-- 1/4 copy values of column public.tenants.nick to neodiff_archive\n" in said
    assert "--   values are copied to neodiff_archive first; reverse.sql puts them back\ndrop;" in said
    assert "--   rows are copied to neodiff_archive first; reverse.sql puts them back\ndrop;" in said
    assert "backup" not in said
    back = script.reverse(dropping)
    assert "IRREVERSIBLE" not in back
    assert "-- 1/1 put back values of column public.tenants.nick\n" in back
    assert "loses data" not in text.summary(dropping)
    assert json.loads(machine.text(dropping))["summary"]["loses_data"] == 0


def test_what_cannot_be_copied_says_why(dropping: Plan) -> None:
    column = FactId("column", "", "nick", TENANTS)
    dropping.lost = [(column, "no key tells its rows apart"), (GRANTED, "it cannot be read")]
    back = script.reverse(dropping)
    assert (
        "-- IRREVERSIBLE: structure comes back, what forward.sql destroyed does not:\n"
        "--   all values of public.tenants.nick are lost: no key tells its rows apart\n"
        "--   table public.role_permissions: it cannot be read\n"
    ) in back
    assert "tenant_roles" not in back
    assert "have a backup" in script.forward(dropping)
    assert "2 steps lose data" in text.summary(dropping)
    assert json.loads(machine.text(dropping))["lost"][0]["reason"] == "no key tells its rows apart"


def test_what_nobody_copied_is_lost(dropping: Plan) -> None:
    dropping.archived = set()
    assert "all rows of public.tenant_roles are lost" in script.reverse(dropping)
    assert "mood" not in script.reverse(dropping).split("IRREVERSIBLE")[1]
