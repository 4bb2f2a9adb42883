"""Noting that migrations are good: only where the database is as they left it, whoever says so."""

from __future__ import annotations

from neodiff import ledger
from neodiff.deploy.folder import Pair
from neodiff.deploy.job import Job
from neodiff.errors import PlanError
from neodiff.ledger import APPLIED


def validate(job: Job, said: str) -> list[str]:
    """The names of those that were not validated before. Raises PlanError."""
    with job.connected() as conn, job.locked(conn):
        known = ledger.read(conn)
        if (left := known.open()) is not None:
            raise PlanError(f"{job.source.label}: {left.name} was begun and not ended: nothing to call good yet")
        standing = known.standing()
        if not standing:
            return []
        last = standing[-1]
        pair = Pair(job.folder, last.name, (), None)
        if last.fingerprint:
            job.expect(job.look(), last.fingerprint, pair, "what its last migration left", ledger.kept(conn))
        fresh = [entry for entry in standing if entry.state == APPLIED and entry.validated_at is None]
        ledger.validate(conn, [entry.version for entry in fresh], said)
        return [entry.name for entry in fresh]
