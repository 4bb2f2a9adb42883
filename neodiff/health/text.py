"""A report as text for people, and as Prometheus' text exposition. Must not know how it was judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from neodiff.health.judge import Report, shown
from neodiff.review.words import visible

_MOST: Final = 5
# base units in names, as Prometheus' naming rules have them
_SUFFIX: Final = {"seconds": "_seconds", "bytes": "_bytes", "ratio": "_ratio", "rows": "_rows", "count": ""}


def text(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def verdict(report: Report) -> str:
    """The first line."""
    count = len(report.beyond)
    said = "healthy" if not count else f"{count} value{'s' if count > 1 else ''} beyond a threshold"
    unread = sum(len(left) for _, _, left in report.checks)
    return f"{report.measured.label}: {said}" + (f"; {unread} could not be read" if unread else "")


def _lines(report: Report) -> Iterator[str]:
    yield visible(verdict(report))
    for check, each in report.beyond:
        yield f"! {check.name}: {visible(each.reading.about)}: {shown(each.reading.value, check)}, {each.beyond}"
        yield f"    {visible(each.reading.note)}" if each.reading.note else f"    {check.reason}"
    yield ""
    for check, found, left in report.checks:
        calm = [each for each in found if not each.beyond]
        if not calm and not left:
            continue
        yield f"{check.name}: {check.reason}"
        for each in calm[:_MOST]:
            was = f" (was {shown(each.was, check)})" if each.was is not None else ""
            note = f"  {visible(each.reading.note)}" if each.reading.note else ""
            yield f"  {shown(each.reading.value, check):>10}{was}  {visible(each.reading.about)}{note}"
        if len(calm) > _MOST:
            yield f"  and {len(calm) - _MOST} more; --format json has all"
        for missing in left:
            yield f"  not read: {f'{visible(missing.about)}: ' if missing.about else ''}{visible(missing.reason)}"


def prometheus(report: Report) -> str:
    """For node_exporter's textfile collector. Source: Prometheus docs, "Exposition formats"."""
    database = f'database="{_escaped(report.measured.label)}"'
    lines: list[str] = []
    for check, found, _ in report.checks:
        name = f"neodiff_health_{check.name}"
        if not name.endswith(_SUFFIX[check.unit]):
            name += _SUFFIX[check.unit]
        lines += [f"# HELP {name} {_help(check.reason)}", f"# TYPE {name} gauge"]
        lines += [
            f'{name}{{{database},about="{_escaped(each.reading.about)}"}} {float(each.reading.value)!r}'
            for each in found
        ]
    for name, reason in (("beyond", "values beyond a threshold"), ("unread", "values that could not be read")):
        lines += [f"# HELP neodiff_health_{name} {reason}", f"# TYPE neodiff_health_{name} gauge"]
        for check, found, left in report.checks:
            count = len(left) if name == "unread" else sum(bool(each.beyond) for each in found)
            lines.append(f'neodiff_health_{name}{{{database},check="{check.name}"}} {count}')
    lines += ["# HELP neodiff_health_measured_timestamp_seconds when this was measured"]
    lines += ["# TYPE neodiff_health_measured_timestamp_seconds gauge"]
    lines += [f"neodiff_health_measured_timestamp_seconds{{{database}}} {report.measured.at.timestamp():.0f}"]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _help(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")
