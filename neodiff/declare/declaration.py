"""The Declaration: everything that a schema directory declares. Must not know files, forms, SQL or servers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neodiff.facts import Fact, FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Data
from neodiff.scope import Scope
from neodiff.trials import Trials


@dataclass(frozen=True, slots=True)
class RawSql:
    """A `sql:` document: an object of a kind that has no form yet."""

    name: str
    create: str
    drop: str | None
    pos: Pos


@dataclass(frozen=True, slots=True)
class DataRule:
    """A query that must return no row. severity: error or warning"""

    query: str
    reason: str
    severity: str
    pos: Pos


@dataclass(frozen=True, slots=True)
class Silence:
    """That what a rule finds is meant: in `about` and all that is part of it, or in what `pattern` matches."""

    rule: str
    reason: str
    pos: Pos
    about: FactId | None
    pattern: str = ""


@dataclass(slots=True)
class Cluster:
    """What is declared of the whole server and of the database itself.

    facts: memberships as they are spelled, for what they leave out depends on the member and the server; exact: `member_of`,
    `members`, `settings`, `grants`, `comment` and so on of what, where all that is declared is all there shall be;
    absent: roles that there shall not be
    """

    facts: dict[FactId, Fact] = field(default_factory=dict)
    exact: set[FactId] = field(default_factory=set)
    absent: set[FactId] = field(default_factory=set)

    @property
    def objects(self) -> set[FactId]:
        """What it has to do with: roles, parameters, the database."""
        return {fact_id for fact_id in self.facts if fact_id.parent is None} | self.absent


@dataclass(slots=True)
class Declaration:
    """All that a schema directory declares.

    positions: fact -> where it stands; renames: object -> its old name; labels: enum -> {new label:
    old label}; managed: owners and grants that are declared
    (others stay as a database has them); pruned: schemas that say `prune: true`; data: rows and JSON of all environments,
    overlays: the same where an environment has rows of its own; unset: environment -> variables that its rows lack;
    notes: what cannot be known before a database is read; others: declared objects that somebody else manages, and who;
    silences: what is meant as it is; trials: tests of who may do what; application: what applications must change with an
    object; cluster: roles and what else is not the schema's; data_rules: what must hold of rows
    """

    directory: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    facts: dict[FactId, Fact] = field(default_factory=dict)
    positions: dict[FactId, Pos] = field(default_factory=dict)
    renames: dict[FactId, str] = field(default_factory=dict)
    labels: dict[FactId, dict[str, str]] = field(default_factory=dict)
    managed: set[FactId] = field(default_factory=set)
    pruned: set[str] = field(default_factory=set)
    raw: list[RawSql] = field(default_factory=list)
    data: Data = field(default_factory=Data)
    overlays: dict[str, Data] = field(default_factory=dict)
    unset: dict[str, Problems] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    others: dict[FactId, str] = field(default_factory=dict)
    silences: list[Silence] = field(default_factory=list)
    trials: Trials = field(default_factory=Trials)
    application: dict[FactId, str] = field(default_factory=dict)
    cluster: Cluster = field(default_factory=Cluster)
    data_rules: dict[str, DataRule] = field(default_factory=dict)

    def rows(self, environment: str | None) -> Data:
        """The declared rows, with what is added or changed in that environment.

        Raises DeclarationError where its rows take a value from a variable that is not set.
        """
        if environment in self.unset:
            self.unset[environment].raise_if_any()
        return self.data if environment is None else self.overlays.get(environment, self.data)

    def digest(self) -> str:
        """SHA-256 of all that its SQL is made from."""
        facts = [(fact.id, fact.payload, fact.order) for fact in self.facts.values()]
        raw = [(document.name, document.create) for document in self.raw]
        whole = json.dumps([facts, raw, self.search_path, self.absent, self.platform], ensure_ascii=False)
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def platform(self) -> str:
        return str(self.settings.get("platform", "none"))

    @property
    def scope(self) -> Scope:
        return Scope.read(self.settings, self.others)

    @property
    def absent(self) -> list[str]:
        return [str(name) for name in self.settings.get("absent", ())]

    @property
    def search_path(self) -> list[str]:
        default = ["public", "extensions"] if self.platform == "supabase" else ["public"]
        return [str(name) for name in self.settings.get("search_path", ())] or default
