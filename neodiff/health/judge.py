"""What is beyond a threshold: limits, and changes against a baseline. Must not know how anything was measured."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from neodiff.errors import UserError
from neodiff.health.check import Check, Reading, Unread
from neodiff.health.measure import CHECKS, Measured
from neodiff.problems import Pos, Problems
from neodiff.yaml.form_base import nearest
from neodiff.yaml.values import Map

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading, what it was in the baseline (None: there was none), and why it is beyond (empty: it is not)."""

    reading: Reading
    was: float | None
    beyond: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is shown. compared: when the baseline was made, None without one."""

    measured: Measured
    compared: str | None
    checks: Sequence[tuple[Check, Sequence[Judged], Sequence[Unread]]]

    @property
    def beyond(self) -> list[tuple[Check, Judged]]:
        return [(check, each) for check, found, _ in self.checks for each in found if each.beyond]


def thresholds(settings: Mapping[str, Any]) -> list[Check]:
    """The checks with the thresholds of neodiff.yaml. Raises DeclarationError for a check that nobody knows."""
    said: Map = (settings.get("health") or {}).get("thresholds") or Map(Pos("", 0, 0))
    known = {check.name: check for check in CHECKS}
    problems = Problems()
    for name, wanted in said.items():
        if name not in known:
            problems.add(said.key_pos[name], f"neodiff.yaml: health: no check {name!r}", nearest(name, known))
            continue
        for key, value in wanted.items():
            if value is True:
                problems.add(
                    wanted.value_pos[key], f"neodiff.yaml: health: {name}: {key}: expected a number or false", ""
                )
        number = {key: None if value is False else float(value) for key, value in wanted.items()}
        known[name] = replace(known[name], **number)  # type: ignore[arg-type]
    problems.raise_if_any()
    return list(known.values())


def judge(measured: Measured, checks: Sequence[Check], baseline: Mapping[str, Any] | None) -> Report:
    """`baseline`: what load() gave."""
    was = {(each["check"], each["about"]): float(each["value"]) for each in baseline["readings"]} if baseline else {}
    out = []
    for check in checks:
        found = []
        for reading in measured.readings[check.name]:
            before = was.get((check.name, reading.about))
            found.append(Judged(reading, before, _beyond(check, reading.value, before)))
        out.append((check, found, measured.unread[check.name]))
    return Report(measured, baseline["at"] if baseline else None, out)


def _beyond(check: Check, value: float, was: float | None) -> str:
    sign = -1 if check.below else 1
    if check.limit is not None and (value - check.limit) * sign > 0:
        return f"{'below' if check.below else 'above'} {shown(check.limit, check)}"
    if check.change is None or was is None or (not check.below and value < check.least):
        return ""
    if (value - was) * sign > abs(was) * check.change / 100:
        return f"more than {check.change:g} % worse than {shown(was, check)}"
    return ""


def shown(value: float, check: Check) -> str:
    """A value for people, with its unit."""
    if check.unit == "bytes":
        for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
            if abs(value) < 1024 or unit == "TiB":
                return f"{value:.3g} {unit}" if unit != "B" else f"{value:.0f} B"
            value /= 1024
    if check.unit == "seconds":
        return f"{value * 1000:.3g} ms" if abs(value) < 1 else f"{value:,.0f} s"
    if check.unit == "ratio":
        return f"{value * 100:.3g} %"
    return f"{value:,.0f}{' rows' if check.unit == 'rows' else ''}"


def machine(report: Report) -> str:
    """JSON, which is a baseline too."""
    readings, unread = [], []
    for check, found, left in report.checks:
        for each in found:
            readings.append(
                {
                    "check": check.name,
                    "about": each.reading.about,
                    "value": each.reading.value,
                    "unit": check.unit,
                    "note": each.reading.note,
                    "limit": check.limit,
                    "baseline": each.was,
                    "beyond": each.beyond,
                }
            )
        unread += [{"check": check.name, "about": each.about, "reason": each.reason} for each in left]
    measured = report.measured
    said = {
        "version": VERSION,
        "database": measured.label,
        "server": measured.server,
        "at": measured.at.isoformat(),
        "healthy": not report.beyond,
        "readings": readings,
        "unread": unread,
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def load(path: Path) -> dict[str, Any]:
    """A baseline. Raises UserError where the file is none."""
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if said["version"] != VERSION:
            raise UserError(
                f"{path}: a baseline of version {said['version']}, expected {VERSION}; write another with --save"
            )
        for each in said["readings"]:
            str(each["check"]), str(each["about"]), float(each["value"])
        str(said["at"])
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; `neodiff health DB --save {path}` writes a baseline") from None
    except (ValueError, KeyError, TypeError):
        raise UserError(f"{path}: is no baseline; `neodiff health DB --save {path}` writes one") from None
    return said
