"""Many databases through one function, in waves, on any executor: how many at a time, how fast, and when to stop.

Knows nothing of what is done to a database.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

from neodiff.fleet.targets import Target
from neodiff.fleet.work import FAILED, Luggage, Outcome

LEFT = "not begun"
Work = Callable[[Luggage, Target], Outcome]


@dataclass(frozen=True, slots=True)
class Pace:
    """at_once: databases that are worked on at the same time; per_minute: how many are begun, 0 for no limit

    canary: how many come first, alone; wave: how many then at a time, 0 for all; most: failures after which nothing is begun
    """

    at_once: int = 4
    per_minute: float = 0
    canary: int = 0
    wave: int = 0
    most: int = 0


def waves(targets: Sequence[Target], pace: Pace) -> Iterator[Sequence[Target]]:
    first = targets[: pace.canary]
    if first:
        yield first
    size = pace.wave or max(len(targets), 1)
    for at in range(len(first), len(targets), size):
        yield targets[at : at + size]


def run(
    targets: Sequence[Target],
    work: Work,
    luggage: Luggage,
    executor: Executor,
    pace: Pace,
    told: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """An outcome for every target, in their order; LEFT for those that were not begun. A wave ends before the next begins, and
    the next does not begin where more than `most` have failed."""
    out: dict[Target, Outcome] = {}
    bad = 0
    clock = _Clock(pace.per_minute)
    for part in waves(targets, pace):
        if bad > pace.most:
            break
        for outcome in _wave(part, work, luggage, executor, pace, clock, pace.most - bad):
            out[outcome.target] = outcome
            bad += outcome.state == FAILED
            told(outcome)
    return [out.get(target, Outcome(target, LEFT)) for target in targets]


def _wave(
    part: Sequence[Target], work: Work, luggage: Luggage, executor: Executor, pace: Pace, clock: _Clock, most: int
) -> Iterator[Outcome]:
    waiting = list(reversed(part))
    running: dict[Future[Outcome], Target] = {}
    bad = 0
    while waiting or running:
        while waiting and len(running) < pace.at_once and bad <= most:
            target = waiting.pop()
            clock.tick()
            running[executor.submit(work, luggage, target)] = target
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            outcome = _outcome(future, running.pop(future))
            bad += outcome.state == FAILED
            yield outcome


def _outcome(future: Future[Outcome], target: Target) -> Outcome:
    error = future.exception()
    # a worker that went away, or our own bug: of one database, and told with it
    return future.result() if error is None else Outcome(target, FAILED, f"{type(error).__name__}: {error}")


class _Clock:
    """Keeps the starts apart."""

    def __init__(self, per_minute: float) -> None:
        self.gap, self.next = (60 / per_minute if per_minute else 0.0), 0.0

    def tick(self) -> None:
        now = time.monotonic()
        if now < self.next:
            time.sleep(self.next - now)
        self.next = max(now, self.next) + self.gap
