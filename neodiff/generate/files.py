"""One proven plan as the files of one migration. Knows what each holds, not what is in the folder already."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from neodiff.data import session
from neodiff.errors import PlanError
from neodiff.facts import FactBase
from neodiff.generate import manifest
from neodiff.generate.folder import Clock, Names
from neodiff.migrations.folder import Migration
from neodiff.outcome import Plan
from neodiff.review import script
from neodiff.review.words import visible


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one migration, by their names below the folder."""

    names: Names
    texts: Mapping[str | Path, str]

    @property
    def forward(self) -> list[Migration]:
        return [Migration(name, self.texts[name]) for name in self.names.forward]


def files(
    plan: Plan,
    start: FactBase,
    name: str,
    clock: Clock,
    *,
    apart: bool,
    allowed: Collection[str],
    purpose: str = "",
    api: bool = False,
    rollout: Mapping[str, str] | None = None,
) -> Files:
    """`start`: what the database has before; apart: one file per unit; api: also the requests of a hosted project.

    Raises PlanError for secrets, which no file may hold.
    """
    if secrets := session.secrets(plan.forward):
        raise PlanError(
            f"the declared rows take values from {', '.join(secrets)}: a migration file cannot hold them; "
            "run forward.sql of `neodiff diff --out`, which asks psql for them"
        )
    said = visible(purpose) or f"takes {visible(plan.label)} to what the schema folder declares"
    forward = script.migration(plan, said, apart=apart)
    names = clock.names(name, len(forward))
    texts: dict[str | Path, str] = dict(zip(names.forward, forward, strict=True))
    texts[names.reverse] = script.reversing(plan, names.forward[0])
    for each in plan.between:
        if each.reverse is not None:
            texts[names.midway(each.done)] = script.midway(plan, each, names.forward[0])
    if api:
        texts[names.api] = _requests(plan, names, forward)
    texts[names.manifest] = manifest.text(plan, start, names, texts, allowed, rollout or {})
    return Files(names, texts)


def _requests(plan: Plan, names: Names, forward: Sequence[str]) -> str:
    """Bodies for POST /v1/projects/{ref}/database/migrations of Supabase's management API, one for each forward file.

    It takes migrations back from the last on: the whole way back stands with the first file, and nothing with the others.
    """
    back = [script.way_back(plan), *([""] * (len(forward) - 1))]
    found = [
        {"name": name.removesuffix(".sql").partition("_")[2], "query": query, "rollback": rollback}
        for name, query, rollback in zip(names.forward, forward, back, strict=True)
    ]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
