"""Whole processes, one after the other in turns: seconds, and the most memory. Knows no tool."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Command:
    """argv; fine: exit statuses that mean it did its work; failed: why it is not run at all."""

    name: str
    argv: Sequence[str]
    fine: Sequence[int] = (0,)
    environment: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""


@dataclass(slots=True)
class Figures:
    """Of each run its seconds, and of all the most memory in MiB; failed: why there is none."""

    seconds: list[float] = field(default_factory=list)
    memory: float = 0
    failed: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def interleaved(commands: Sequence[Command], rounds: int, patience: float) -> dict[str, Figures]:
    """Each command once to warm up, then `rounds` times in turns. One that fails is not run again."""
    out = {command.name: Figures(failed=command.failed) for command in commands}
    for number in range(rounds + 1):
        for command in commands:
            figures = out[command.name]
            if figures.failed:
                continue
            seconds, memory, failed = run(command, patience)
            figures.failed = failed
            figures.memory = max(figures.memory, memory)
            if number:
                figures.seconds.append(seconds)
    return out


def run(command: Command, patience: float) -> tuple[float, float, str]:
    """(seconds, MiB of the biggest of its processes, why it failed)."""
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
            return 0, 0, f"cannot be run: {error.strerror}"
        alarm = threading.Timer(patience, process.kill)
        alarm.start()
        _, status, used = os.wait4(process.pid, 0)
        alarm.cancel()
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode == -9:
            return 0, 0, f"took more than {patience:.0f} s"
        if process.returncode not in command.fine:
            told.seek(0)
            lines = [line for line in told.read().decode(errors="replace").splitlines() if line.strip()] or [
                "no message"
            ]
            return seconds, 0, f"status {process.returncode}: {lines[-1][:100]}"
    return seconds, used.ru_maxrss / 1024, ""
