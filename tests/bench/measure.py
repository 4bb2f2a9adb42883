"""Whole processes, one after the other in turns: seconds, processor seconds, and the most memory. Knows no tool."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PAUSE = 0.05


@dataclass(slots=True)
class Command:
    """argv; fine: exit statuses that mean it did its work; failed: why it is not run at all; before: done first, not timed."""

    name: str
    argv: Sequence[str]
    fine: Sequence[int] = (0,)
    environment: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""
    before: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Run:
    """One run; cpu: processor seconds of it and of what it waited for; failed: why it did not do its work."""

    seconds: float = 0
    cpu: float = 0
    memory: float = 0
    failed: str = ""


@dataclass(slots=True)
class Figures:
    """Of each run its seconds; memory: the most that all its processes held at a time, in MiB; failed: why there is none."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: float = 0
    failed: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def interleaved(commands: Sequence[Command], rounds: int, patience: float) -> dict[str, Figures]:
    """Each command once to warm up, when its memory is watched, then `rounds` times in turns. One that fails is not run again."""
    out = {command.name: Figures(failed=command.failed) for command in commands}
    for number in range(rounds + 1):
        for command in commands:
            figures = out[command.name]
            if figures.failed:
                continue
            found = run(command, patience, watched=not number)
            figures.failed = found.failed
            figures.memory = max(figures.memory, found.memory)
            if number:
                figures.seconds.append(found.seconds)
                figures.cpu.append(found.cpu)
    return out


def run(command: Command, patience: float, *, watched: bool = False) -> Run:
    """`watched`: with the memory of its processes together, which costs time."""
    command.before()
    with tempfile.TemporaryFile() as told:
        start = time.monotonic()
        try:
            process = subprocess.Popen(
                command.argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=told,
                env={**os.environ, **command.environment},
            )
        except OSError as error:
            return Run(failed=f"cannot be run: {error.strerror}")
        alarm = threading.Timer(patience, process.kill)
        alarm.start()
        watch = Watch(process.pid) if watched else None
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()  # stopped by a signal: nothing that was begun here goes on
            raise
        finally:
            alarm.cancel()
            memory = watch.most() if watch is not None else 0.0
        found = Run(time.monotonic() - start, used.ru_utime + used.ru_stime, max(memory, used.ru_maxrss / 1024))
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode == -9:
            return Run(failed=f"took more than {patience:.0f} s")
        if process.returncode not in command.fine:
            told.seek(0)
            lines = [line for line in told.read().decode(errors="replace").splitlines() if line.strip()]
            found.failed = f"status {process.returncode}: {(lines or ['no message'])[-1][:100]}"
    return found


class Watch:
    """The memory of a process and of all that it started, looked at again and again; on Linux alone, else nothing is seen.

    What several of them share counts once (Pss of /proc/PID/smaps_rollup). A server that somebody started and left is no part.
    """

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def most(self) -> float:
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(_PAUSE):
            self._most = max(self._most, sum(map(_held, _tree(self._pid))))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        # those that any thread of it started
        found = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in " ".join(found).split():
        yield from _tree(int(child))


def _held(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it ended
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
