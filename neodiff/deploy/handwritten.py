"""Migrations that somebody wrote or edited: run there and back on a copy of the database, and given a manifest if that holds.

What they do is not known beforehand: it is what differs afterwards. Their rows are made up, or those that are declared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from neodiff.between import Between
from neodiff.deploy.folder import Pair
from neodiff.deploy.script import File, Setting, files, plain
from neodiff.errors import PlanError
from neodiff.facts import FactId
from neodiff.generate import manifest
from neodiff.generate.folder import REVERSE, Names
from neodiff.liverows import rows_of
from neodiff.migrations import replay
from neodiff.migrations.folder import Migration
from neodiff.options import Options
from neodiff.outcome import Plan
from neodiff.plan.diff import diff
from neodiff.plan.hazards import of_delta
from neodiff.prove import Proof, Verdict, judge
from neodiff.rows import Data
from neodiff.samples.contents import contents, differences
from neodiff.samples.fill import fill
from neodiff.sides import Sides
from neodiff.source import Opened
from neodiff.sql import name_of, significant
from neodiff.statement import Hazard, Statement

_IRREVERSIBLE = Hazard("irreversible", f"there is no file in {REVERSE}/ that leads back")


@dataclass(frozen=True, slots=True)
class Proving:
    """What it takes. data: the declared rows; options: what is allowed"""

    database: Opened
    sides: Sides
    data: Data
    options: Options

    def prove(self, pair: Pair) -> str:
        """The text of its manifest. Raises PlanError where it does not hold, or carries what was not allowed, and UserError
        at file:line for what PostgreSQL refuses."""
        live, clone = self.database.live, self.database.clone
        back = self._back(pair)
        plan = Plan(live.label, str(live.major), user=live.user, engine="by hand")
        plan.old = clone.facts.inside()
        with self.sides.copied(clone) as dsn:
            tables = self._filled(dsn, pair, plan)
            with psycopg.connect(dsn, autocommit=True) as conn:
                before = contents(conn, tables)
            self._run(dsn, pair.forward)
            got = self.sides.look(dsn, clone.template, live.major)
            plan.new = got.facts.inside()
            proof = Proof([Verdict("facts")], ran_on=self.sides.server.version)
            if back is not None:
                self._run(dsn, [back])
                start, end = self.sides.dumped(clone), self.sides.look(dsn, clone.template, live.major, dumped=True)
                proof.reverse = judge(end, start, start, set(), live.major)
                with psycopg.connect(dsn, autocommit=True) as conn:
                    left = differences(before, contents(conn, tables), {})
                proof.reverse.append(Verdict("rows", tuple(left)))
        plan.proof, plan.deltas = proof, diff(plan.old, plan.new)
        plan.forward = [self._statement(pair, plan, irreversible=back is None)]
        self._check(pair, plan, back is not None)
        plan.between = self._between(pair)
        return self._manifest(pair, plan, back)

    def _back(self, pair: Pair) -> Migration | None:
        path = pair.at / REVERSE / f"{pair.name}.sql"
        return Migration(str(path), path.read_text(encoding="utf-8")) if path.is_file() else None

    def _filled(self, dsn: str, pair: Pair, plan: Plan) -> list[FactId]:
        """Rows in the tables that it names: those declared, and made-up ones."""
        names = {name for each in pair.forward for token in significant(each.text) if (name := name_of(token))}
        touched = [fact_id for fact_id in self.database.live.facts if fact_id.kind == "table" and fact_id.name in names]
        ends = Plan(plan.label, plan.live_version)
        ends.old = ends.new = plan.old
        with psycopg.connect(dsn, autocommit=True) as conn:
            given = {
                table: (columns, found)
                for table, columns, found in rows_of(self.data.among(plan.old), self.database, ends)
            }
            return list(fill(conn, given, touched).tables)

    def _run(self, dsn: str, found: Sequence[Migration]) -> None:
        path = ("public", "extensions") if "extensions" in self.sides.platform.schemas else ("public",)
        replay.run(
            dsn,
            [plain(each) for each in found],
            self.sides.platform,
            self.database.live.user,
            path,
            self.sides.ensure_extension,
        )

    def _statement(self, pair: Pair, plan: Plan, *, irreversible: bool) -> Statement:
        """All of it as one, with the hazards of what came of it."""
        hazards = [hazard for delta in plan.deltas for hazard in of_delta(delta)]
        if irreversible:
            hazards.append(_IRREVERSIBLE)
        return Statement("\n".join(each.text for each in pair.forward), verb="alter", hazards=tuple(hazards))

    def _check(self, pair: Pair, plan: Plan, reversible: bool) -> None:
        assert plan.proof is not None
        if reversible and (reasons := plan.proof.reasons()):
            raise PlanError("\n  ".join([f"{pair.name}: {REVERSE}/{pair.name}.sql does not lead back:", *reasons[:20]]))
        every = {hazard.name: hazard.reason for hazard in plan.forward[0].hazards}
        refused = {name: why for name, why in every.items() if not {name, "all"} & set(self.options.allowed)}
        if refused:
            lines = [f"{name}: {why}" for name, why in sorted(refused.items())]
            raise PlanError(
                "\n  ".join([f"{pair.name}: carries what was not allowed:", *lines])
                + f"\nallow it with --allow {','.join(sorted(refused))}"
            )

    def _between(self, pair: Pair) -> list[Between]:
        """Where the database stands between its units; no ways back from there are known."""
        script = files(pair.forward)
        total = sum(len(file.units) for file in script)
        out = []
        for done in range(1, total):
            with self.sides.copied(self.database.clone) as dsn:
                self._run(dsn, [text for file in script if (text := _until(file, done)) is not None])
                found = self.sides.look(dsn, self.database.clone.template, self.database.live.major)
                out.append(Between(done, found.facts.inside().fingerprint(), None))
        return out

    def _manifest(self, pair: Pair, plan: Plan, back: Migration | None) -> str:
        forward = {Path(each.name).name: Path(each.name).read_text(encoding="utf-8") for each in pair.forward}
        texts: dict[str | Path, str] = dict(forward.items())
        names = Names(tuple(forward), f"{REVERSE}/{pair.name}.sql", f"{REVERSE}/{pair.name}.json")
        if back is not None:
            texts[names.reverse] = back.text
        return manifest.text(plan, plan.old, names, texts, self.options.allowed, {}, ours=False)


def _until(file: File, done: int) -> Migration | None:
    """What of a file runs in the first `done` units."""
    out = []
    for item in file.items:
        if isinstance(item, Setting):
            out.append(item.sql)
        elif item.number <= done:
            run = [line.sql for line in item.lines]
            out += ["begin", *run, "commit"] if item.transactional else run
    return Migration(file.name, "".join(f"{sql};\n" for sql in out)) if out else None
