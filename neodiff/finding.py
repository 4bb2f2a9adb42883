"""A finding: one thing that a check says about the declaration, and where. All parts of `neodiff check` speak in these.

Must not know who found it, how it is silenced or how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from neodiff.problems import Pos, Problems

Level = Literal["error", "warning", "info", "style"]
# from the worst
LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "info", "style")
# the rule's name of what makes a declaration invalid
INVALID: Final = "declaration"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    rule: its name in the registry of rules, or of the check that found it; pos: None when no single place is to blame;
    about: the object, as people read it (`policy public.profiles.read_own`); message: what is wrong; fix: YAML to paste;
    silence: YAML that says that it is meant, empty where nothing can; reason: why it matters; remedy: what to do
    """

    rule: str
    level: Level
    pos: Pos | None
    about: str
    message: str
    fix: str = ""
    silence: str = ""
    reason: str = ""
    remedy: str = ""


def counts(level: Level, least: Level) -> bool:
    """Is a finding of `level` at or above `least`?"""
    return LEVELS.index(level) <= LEVELS.index(least)


def in_order(findings: list[Finding]) -> list[Finding]:
    """By place; what has no place comes first."""
    return sorted(
        findings, key=lambda found: (found.pos is not None, found.pos or Pos("", 0, 0), found.rule, found.about)
    )


def invalid(problems: Problems) -> list[Finding]:
    """What makes a declaration invalid, as findings."""
    return [
        Finding(INVALID, "error", problem.pos, "", problem.message, remedy=problem.hint)
        for problem in problems.sorted()
    ]
