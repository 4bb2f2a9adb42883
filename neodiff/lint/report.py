"""Findings for people, programs, GitHub and GitLab. Must not know rules: what a finding says of itself is all there is to show."""

from __future__ import annotations

import hashlib
import json
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from neodiff.finding import LEVELS, Finding
from neodiff.lint import sarif

FORMAT_VERSION: Final = 1


def text(findings: Sequence[Finding]) -> str:
    """One paragraph a finding: where, how bad, what, why, and what to do."""
    return "\n".join(_paragraph(found) for found in findings)


def _paragraph(found: Finding) -> str:
    where = f"{found.pos}: " if found.pos else ""
    about = f"{found.about}: " if found.about else ""
    lines = [f"{where}{found.level}: {about}{found.message} [{found.rule}]"]
    lines += [f"  {found.reason}"] if found.reason else []
    lines += [f"  {found.remedy}" + (":" if found.fix else "")] if found.remedy else []
    lines += [textwrap.indent(found.fix, "      ")] if found.fix else []
    lines += [f"  or say why it is meant:  {found.silence}"] if found.silence else []
    return "\n".join(lines) + "\n"


def machine(findings: Sequence[Finding]) -> str:
    """JSON, for programs."""
    document = {
        "version": FORMAT_VERSION,
        "summary": {level: sum(found.level == level for found in findings) for level in LEVELS},
        "findings": [_entry(found) for found in findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _entry(found: Finding) -> dict[str, Any]:
    place = {"file": found.pos.file, "line": found.pos.line, "column": found.pos.column} if found.pos else {}
    return {
        "rule": found.rule,
        "level": found.level,
        **place,
        "object": found.about,
        "message": found.message,
        "reason": found.reason,
        "remedy": found.remedy,
        "fix": found.fix,
        "silence": found.silence,
    }


_COMMANDS: Final = {"error": "error", "warning": "warning", "info": "notice", "style": "notice"}


def github(findings: Sequence[Finding]) -> str:
    """GitHub's workflow commands, one a line: they become annotations of the pull request."""
    return "".join(f"{_command(found)}\n" for found in findings)


def _command(found: Finding) -> str:
    place = {"file": found.pos.file, "line": found.pos.line, "col": found.pos.column} if found.pos else {}
    properties = ",".join(
        f"{key}={_escaped(str(value), ':,')}" for key, value in {**place, "title": found.rule}.items()
    )
    said = [f"{found.about}: {found.message}" if found.about else found.message, found.reason, found.remedy, found.fix]
    return f"::{_COMMANDS[found.level]} {properties}::{_escaped(chr(10).join(filter(None, said)))}"


def _escaped(value: str, more: str = "") -> str:
    """As GitHub's own toolkit does it (escapeData and escapeProperty of @actions/core)."""
    for char in "%\r\n" + more:
        value = value.replace(char, f"%{ord(char):02X}")
    return value


_SEVERITY: Final = {"error": "blocker", "warning": "major", "info": "info", "style": "info"}


def gitlab(findings: Sequence[Finding]) -> str:
    """GitLab's code quality report, which shows at the lines of a merge request what has a place."""
    found = [
        {
            "description": ": ".join(filter(None, (each.about, each.message))),
            "check_name": each.rule,
            "fingerprint": hashlib.sha256(f"{each.rule}{each.pos.file}{each.about}{each.message}".encode()).hexdigest(),
            "severity": _SEVERITY[each.level],
            "location": {"path": each.pos.file, "lines": {"begin": each.pos.line}},
        }
        for each in findings
        if each.pos is not None
    ]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


FORMATS: Final[Mapping[str, Callable[[Sequence[Finding]], str]]] = {
    "text": text,
    "json": machine,
    "sarif": sarif.render,
    "github": github,
    "gitlab": gitlab,
}
