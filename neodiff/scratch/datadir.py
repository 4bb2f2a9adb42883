"""A server's data directory: made whole, trusted or not, removed. Starts and stops nothing."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

from neodiff.errors import UserError
from neodiff.scratch.binaries import run_as
from neodiff.scratch.files import write_whole
from neodiff.scratch.places import Place

SUPERUSER: Final = "neodiff_scratch"


def make(place: Place, programs: Path) -> None:
    """Make a data directory under another name, so that one called `data` is always whole."""
    sweep_orphans(place)
    new = place.run / f"data.{secrets.token_hex(4)}"
    command = [str(programs / "initdb"), "-D", str(new), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "-N"]
    fault = ""
    # musl and macOS have no C.UTF-8
    for locale in ("C.UTF-8", "C"):
        told = run_as(place.account, [*command, "--no-instructions", f"--locale={locale}"], cwd=place.run)
        if told.returncode == 0:
            write_whole(place.cache / "boot", _boot())
            place.owner.write_text(str(place.asked), encoding="utf-8")
            new.rename(place.data)
            return
        shutil.rmtree(new, ignore_errors=True)
        fault = last_lines(told.stderr or told.stdout)
        if "locale" not in fault:
            break
    raise UserError(f"cannot make a data directory in {place.run}: {fault}{remedy(fault)}")


def usable(place: Place, major: int) -> bool:
    """Whether the data directory can be started: right major, and no lost writes."""
    try:
        same = (place.data / "PG_VERSION").read_text().strip() == str(major)
    except OSError:
        return False
    # without fsync a crash of the machine, unlike one of the server, may have lost half of what was written
    crashed = (place.data / "postmaster.pid").exists()
    boot = place.cache / "boot"
    return same and not (crashed and (not boot.exists() or boot.read_text() != _boot()))


def _boot() -> str:
    source = Path("/proc/sys/kernel/random/boot_id")
    return source.read_text() if source.exists() else "unknown"


def alive(place: Place) -> int | None:
    """The process id of the running server, None where the file that names one is stale."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if pid > 0 and works_in(pid, place.data) else None


def works_in(pid: int, data: Path) -> bool:
    """Whether process `pid` is the server of `data`: numbers are reused, quickly so in containers."""
    proc = Path(f"/proc/{pid}/cwd")
    if Path("/proc/self/cwd").exists():
        try:
            return proc.resolve(strict=True) == data.resolve()
        except OSError:
            return False
    told = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S607
    return str(data) in told.stdout


def discard(place: Place) -> None:
    """Put the data directory out of the way first, so that a kill halfway leaves none that looks whole."""
    if place.data.is_dir():
        place.data.rename(place.run / f"data.{secrets.token_hex(4)}")
    sweep(place)


def sweep(place: Place) -> None:
    """Remove data directories that were never finished, or were discarded."""
    for leftover in place.run.glob("data.*"):
        # an initdb whose neodiff was killed may still be writing there; the next start tries again
        shutil.rmtree(leftover, ignore_errors=True)


def sweep_orphans(place: Place) -> None:
    """Free the memory of servers whose cache was deleted: nobody can ask for them again."""
    if not place.in_memory:
        return
    for run in place.run.parent.iterdir():
        other = replace(place, run=run)
        if other.owner.is_file() and not Path(other.owner.read_text()).exists() and not alive(other):
            shutil.rmtree(run, ignore_errors=True)


def last_lines(text: str) -> str:
    """What a program said was wrong, else the end of what it said."""
    lines = [line.strip() for line in text.strip().splitlines()]
    wrong = [line for line in lines if re.search(r"FATAL|PANIC|error:|could not|No space", line)]
    return "; ".join(wrong[:3] or lines[-4:])


def remedy(fault: str) -> str:
    if re.search("No space left|Disk quota|could not extend|wrote only", fault):
        return "; the disk is full: make room, or set NEODIFF_CACHE to a directory on another one"
    if "shared memory" in fault or "Cannot allocate memory" in fault:
        return "; the machine has too little memory left for a server: 300 MB are needed"
    return "; `neodiff scratch clean` starts from nothing, --scratch-url names another server"
