"""Findings as SARIF 2.1.0 (OASIS), which code scanning reads. Must not know rules beyond what the registry says of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from neodiff.finding import INVALID, Finding
from neodiff.rules import RULES

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note", "style": "note"}


def render(findings: Sequence[Finding]) -> str:
    """One run, with the rules that found something."""
    names = sorted({found.rule for found in findings})
    run = {
        "tool": {
            "driver": {
                "name": "neodiff",
                "version": version("neodiff"),
                "rules": [_rule(name, findings) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, names.index(found.rule)) for found in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(name: str, findings: Sequence[Finding]) -> dict[str, Any]:
    known = RULES.get(name)
    first = next(found for found in findings if found.rule == name)
    short = known.reason if known else "The declaration is not valid" if name == INVALID else name.replace("_", " ")
    described: dict[str, Any] = {"id": name, "shortDescription": {"text": short}}
    if known:
        described["help"] = {"text": known.remedy}
    return {**described, "defaultConfiguration": {"level": _LEVELS[first.level]}}


def _result(found: Finding, index: int) -> dict[str, Any]:
    said = [f"{found.about}: {found.message}" if found.about else found.message, found.reason, found.remedy, found.fix]
    result: dict[str, Any] = {
        "ruleId": found.rule,
        "ruleIndex": index,
        "level": _LEVELS[found.level],
        "message": {"text": "\n".join(filter(None, said))},
    }
    if found.pos is not None:
        # a path is part of a URI here: relative to the repository, with slashes
        place: dict[str, Any] = {
            "artifactLocation": {"uri": quote(PurePath(found.pos.file).as_posix())},
            "region": {"startLine": found.pos.line, "startColumn": found.pos.column},
        }
        location: dict[str, Any] = {"physicalLocation": place}
        if found.about:
            location["logicalLocations"] = [{"fullyQualifiedName": found.about}]
        result["locations"] = [location]
    return result
