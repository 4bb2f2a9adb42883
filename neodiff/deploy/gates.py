"""What must hold before a database of its rank may be migrated: what the one before it has had, when, and who agrees.

Read from the environment's entry in neodiff.yaml. Knows no migration's content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg

from neodiff import backup
from neodiff.deploy.folder import Pair
from neodiff.errors import PlanError, UserError
from neodiff.ledger import APPLIED, Ledger

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY: Final = "|".join(DAYS)
_UNITS: Final = {"min": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """`30min`, `24h` or `3d`."""
    found = re.fullmatch(r"([0-9]+) ?(min|h|d)", text)
    assert found is not None, text
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


@dataclass(frozen=True, slots=True)
class Window:
    """When it may be done: from `start` to `end` of these days of the week, in that zone; over midnight where end is earlier."""

    text: str
    days: frozenset[int]
    start: time
    end: time
    zone: ZoneInfo

    def open(self, now: datetime) -> bool:
        here = now.astimezone(self.zone)
        at = here.time()
        if self.start < self.end:
            return here.weekday() in self.days and self.start <= at < self.end
        # what began yesterday goes on after midnight
        begun = here.weekday() in self.days and at >= self.start
        return begun or ((here.weekday() - 1) % 7 in self.days and at < self.end)


def window(text: str) -> Window:
    """`Sat 02:00-04:00 Europe/Berlin`, `Mon-Thu 20:00-23:00`, `22:00-02:00`; UTC unless said. Raises UserError."""
    found = re.fullmatch(rf"(?:({_DAY})(?:-({_DAY}))? )?(\d\d:\d\d)-(\d\d:\d\d)(?: (\S+))?", text)
    assert found is not None, text
    first = DAYS.index(found[1]) if found[1] else 0
    last = DAYS.index(found[2]) if found[2] else (first if found[1] else 6)
    days = frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
    try:
        zone = ZoneInfo(found[5] or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        raise UserError(
            f"window {text!r}: no time zone {found[5]!r}; expected one such as Europe/Berlin or UTC"
        ) from None
    return Window(text, days, time.fromisoformat(found[3]), _end(found[4]), zone)


def _end(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Rules:
    """An environment's own.

    after: the one that must have had it all, validated, for as long as `soak`; windows: when, any time where there are none
    protected: its name is typed before; four_eyes: somebody else agrees, who is named
    backup: folder of verified backups, of which one must be younger than `backup_age`
    """

    name: str
    after: str | None = None
    soak: timedelta = timedelta()
    windows: tuple[Window, ...] = ()
    protected: bool = False
    four_eyes: bool = False
    backup: Path | None = None
    backup_age: timedelta = timedelta(hours=24)


def rules(name: str | None, settings: Mapping[str, Any]) -> Rules:
    """Raises UserError for a window in no known time zone."""
    if name is None:
        return Rules("")
    found = (settings.get("environments") or {})[name]
    windows = found.get("window") or ()
    return Rules(
        name,
        found.get("after"),
        duration(found["soak"]) if found.get("soak") else timedelta(),
        tuple(window(text) for text in ([windows] if isinstance(windows, str) else windows)),
        bool(found.get("protected")),
        bool(found.get("four_eyes")),
        Path(found["backup"]["folder"]) if found.get("backup") else None,
        duration((found.get("backup") or {}).get("max_age", "24h")),
    )


def backed_up(found: Rules, conn: psycopg.Connection[Any]) -> None:
    """Raises PlanError where there is no verified backup of the database that is young enough."""
    if found.backup is None:
        return
    newest, reasons = backup.newest(found.backup, conn)
    if newest is not None and newest.age <= found.backup_age:
        return
    hours = found.backup_age.total_seconds() / 3600
    why = f"the newest verified one is {newest.age.total_seconds() / 3600:.1f} h old" if newest else "there is none"
    raise PlanError(
        "\n  ".join([f"a verified backup in {found.backup}, at most {hours:g} h old, is demanded: {why}", *reasons])
        + "\nmake one with `neodiff backup`"
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What the person brings: who else agrees, and why it is done outside the window or before the soak time is over."""

    confirmed: str = ""
    approved_by: str = ""
    override: str = ""
    who: str = ""

    @property
    def events(self) -> list[str]:
        """What of it the ledger keeps."""
        out = [f"approved by {self.approved_by}"] if self.approved_by else []
        return out + ([f"in spite of windows and soak times: {self.override}"] if self.override else [])


def check(found: Rules, said: Said, now: datetime, *, back: bool = False) -> None:
    """What does not depend on migrations; the way back is open at any time. Raises PlanError with all that is missing."""
    missing = []
    if found.windows and not back and not said.override and not any(each.open(now) for each in found.windows):
        known = ", ".join(each.text for each in found.windows)
        missing.append(
            f"it is {now.astimezone(UTC):%a %H:%M} UTC, outside its windows ({known}); say why with --override"
        )
    if found.protected and said.confirmed != found.name:
        missing.append(f"it is protected: type its name, or say --confirm {found.name}")
    if found.four_eyes and not said.approved_by:
        missing.append("it takes two people: name the other one with --approved-by")
    elif found.four_eyes and said.approved_by == said.who:
        missing.append(f"--approved-by {said.approved_by}: that is who runs this; it takes somebody else")
    if missing:
        raise PlanError("\n  ".join([f"{found.name} is not to be changed so:", *missing]))


def promoted(found: Rules, said: Said, pair: Pair, before: Ledger, now: datetime) -> str:
    """Why a migration has not yet done its time in the environment before; empty where it has."""
    entry = before.entries.get(pair.version)
    if entry is None or entry.state != APPLIED:
        return f"{found.after} has not had it{'' if entry is None else f' as a whole: it is {entry.state} there'}"
    if dict(entry.files) != pair.files:
        return f"{found.after} has had other files of that name"
    if entry.verified_at is None:
        return f"{found.after} is not what it leads to"
    if entry.validated_at is None:
        return f"nobody has validated it there: `neodiff validate {found.after}`"
    begun = entry.finished_at or entry.started_at
    if not said.override and now < begun + found.soak:
        left = begun + found.soak - now
        hours = left.total_seconds() / 3600
        return f"{found.after} has had it for too short a time: {hours:.1f} h are left; say why not with --override"
    return ""


def first_refused(found: Rules, said: Said, pairs: Sequence[Pair], before: Ledger, now: datetime) -> tuple[int, str]:
    """How many of them, in their order, may go on, and why the next one may not."""
    for at, pair in enumerate(pairs):
        if why := promoted(found, said, pair, before, now):
            return at, f"{pair.name}: {why}"
    return len(pairs), ""
