"""neodiff for programs: what `import neodiff` offers. Names and meanings are kept; what is added has a default.

Thin over what the command line uses: nothing is decided here. Nothing exits, and nothing is printed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neodiff import known, outcome
from neodiff.declare.declaration import Declaration
from neodiff.errors import UserError
from neodiff.finding import Finding
from neodiff.options import HAZARDS

if TYPE_CHECKING:
    from neodiff.testbed import ScratchDatabases

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a plan. object: `table public.orders`; hazards: names as `allow` takes them; transactional: can it
    be in a transaction with others?"""

    sql: str
    verb: str
    object: str
    hazards: tuple[str, ...]
    transactional: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change that was left out of the plan. hazard: what to allow to have it; change: `+`, `~` or `-`."""

    object: str
    change: str
    hazard: str
    reason: str


class Plan:
    """What differs, and the SQL there and back. The scripts are psql's: `\\set`, `begin` and `commit` included."""

    def __init__(self, plan: outcome.Plan) -> None:
        self._plan = plan

    def __repr__(self) -> str:
        return f"<Plan {self.summary}>"

    @property
    def summary(self) -> str:
        """One sentence: what differs, what is refused, and whether it is proven."""
        from neodiff.review import text

        return text.summary(self._plan)

    @property
    def forward(self) -> str:
        """The script that takes the database to what is declared; of what was not refused."""
        from neodiff.review import script

        return script.forward(self._plan)

    @property
    def reverse(self) -> str:
        """The script that takes it back."""
        from neodiff.review import script

        return script.reverse(self._plan)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The steps of `forward`."""
        return _statements(self.document()["units"])

    @property
    def reverse_statements(self) -> tuple[Statement, ...]:
        return _statements(self.document()["reverse_units"])

    @property
    def empty(self) -> bool:
        """Is there nothing to do? Something may be refused all the same."""
        return self._plan.empty

    @property
    def proven(self) -> bool:
        """Did every judge agree, forward and reverse? True of an empty plan."""
        return self._plan.proven

    @property
    def safe(self) -> bool:
        """Proven, nothing refused, and every password that it needs is set: the command line's exit status is not 3."""
        return self._plan.proven and not self._plan.withheld

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """What needs to be allowed, schema and rows."""
        keys = ("object", "change", "hazard", "reason")
        return tuple(Refusal(*(str(each[key]) for key in keys)) for each in self.document()["refused"])

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not proven; nothing where it is, or where nobody asked for a proof."""
        return tuple(self._plan.proof.reasons()) if self._plan.proof is not None else ()

    @property
    def kept(self) -> tuple[str, ...]:
        """What the database has, and nobody declared."""
        return tuple(str(fact_id) for fact_id in self._plan.kept)

    @property
    def unmodelled(self) -> tuple[str, ...]:
        """What is left as it is, for it is of a kind that neodiff does not know."""
        return tuple(self._plan.unmodelled)

    @property
    def application(self) -> dict[str, str]:
        """What applications must change, as the objects that change declare it."""
        return {str(fact_id): said for fact_id, said in self._plan.application.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        return (*self._plan.notes, *self._plan.rows.notes)

    @property
    def risk(self) -> str | None:
        """`low`, `medium` or `high`; None where there is nothing to do."""
        return self._plan.risk.level if self._plan.risk is not None else None

    def document(self) -> dict[str, Any]:
        """plan.json, as a mapping."""
        from neodiff.review import machine

        return machine.document(self._plan)

    def text(self) -> str:
        """As `neodiff diff` prints it, without colour."""
        from neodiff.review import text

        return text.text(self._plan)

    def markdown(self) -> str:
        """The review for a pull request."""
        from neodiff.review import markdown

        return markdown.text(self._plan)

    def html(self) -> str:
        """The review as one page that needs nothing else."""
        from neodiff.review import html

        return html.text(self._plan)


def _statements(units: Iterable[dict[str, Any]]) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            step["sql"],
            step["verb"],
            step["object"],
            tuple(hazard["name"] for hazard in step["hazards"]),
            unit["transactional"],
        )
        for unit in units
        for step in unit["statements"]
    )


@contextmanager
def _telling() -> Iterator[None]:
    """Errors from below that are no bugs are the caller's to mend, here as on the command line."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, UserError) and (message := known.explain(error)) is not None:
            raise UserError(message) from error
        raise


@_telling()
def load(schema_dir: str | Path = "schema") -> Declaration:
    """Read the YAML of a folder and check what can be checked without a server.

    Raises:
        DeclarationError: something in the YAML is wrong; `problems` has all of it, with file, line and column.
        UserError: there is no such folder.
    """
    from neodiff.declare.load import load as loaded

    return loaded(Path(schema_dir), sql=True)


@_telling()
def render(schema_dir: str | Path = "schema", *, environment: str | None = None, major: int = 18) -> str:
    """The SQL that makes everything declared in an empty database, as a psql script; needs no server.

    environment: whose rows; major: PostgreSQL that will run it, 14 to 18. Raises what `load` raises.
    """
    from neodiff import whole
    from neodiff.declare import newer
    from neodiff.request import rows_of

    declaration = load(schema_dir)
    newer.check(declaration, major, "major")
    return whole.script(declaration, rows_of(environment, declaration), major)


@_telling()
def check(
    schema_dir: str | Path = "schema", *, offline: bool = False, scratch_url: str | None = None, say: Say | None = None
) -> list[Finding]:
    """What `neodiff check` finds, the worst first; an empty list is a clean schema.

    offline: only what needs no scratch server. Raises DeclarationError where the YAML, or SQL in it, is not valid.
    """
    from neodiff import checking
    from neodiff.declare.load import load as loaded
    from neodiff.finding import in_order
    from neodiff.sides import platform_of
    from neodiff.source import scratch

    declaration, told = loaded(Path(schema_dir), sql=offline), say or _silent
    if offline:
        return in_order(checking.offline(declaration, told))
    with scratch(platform_of(declaration), _server(scratch_url), told) as sides:
        return in_order(checking.on_scratch(declaration, sides).findings)


@_telling()
def diff(
    database: str | None = None,
    schema_dir: str | Path = "schema",
    *,
    prune: bool = False,
    allow: Iterable[str] = (),
    schemas: Iterable[str] = (),
    environment: str | None = None,
    engine: str = "auto",
    online: bool = True,
    prove: bool = True,
    migrations: str | Path | None = None,
    scratch_url: str | None = None,
    say: Say | None = None,
) -> Plan:
    """What a database lacks, and the SQL there and back, proven on scratch. The database is only read.

    database: an environment of neodiff.yaml, a URL, or the folder of a snapshot; None for the default one
    prune: drop what is not declared, as far as `allow` allows each loss
    allow: hazards that may be planned (`drop-column`, ...), or `all`
    schemas: compare only these; environment: whose rows are meant, where `database` is no environment
    migrations: instead of `database`, the one that a folder of SQL migrations makes
    scratch_url: a server to prove on; the variable NEODIFF_SCRATCH_URL or the embedded one unless said
    say: is told what is being waited for

    Raises:
        DeclarationError: something in the YAML is wrong; UserError: something else that the caller can mend.
    """
    from neodiff.options import Options
    from neodiff.request import Request

    allowed = _names(allow)
    if unknown := [name for name in allowed if name not in HAZARDS and name != "all"]:
        raise UserError(f"allow: unknown hazard {unknown[0]!r}; known: {', '.join(HAZARDS)}, all")
    if engine not in ("auto", "native", "migra"):
        raise UserError(f"engine: unknown {engine!r}; known: auto, native, migra")
    options = Options(prune, allowed, engine, prove, _names(schemas), environment, online=online)
    folder, told = Path(migrations) if migrations is not None else None, say or _silent
    begun = Request(database, Path(schema_dir), folder, options, _server(scratch_url)).begun(told)
    with begun.scratch(told) as sides:
        return Plan(begun.planned(sides))


@_telling()
def types(
    schema_dir: str | Path = "schema",
    *,
    schemas: Iterable[str] = (),
    postgrest_version: str | None = None,
    scratch_url: str | None = None,
    say: Say | None = None,
) -> str:
    """The schema as TypeScript, as Supabase's generator writes it; see `neodiff types`. Raises DeclarationError, UserError."""
    from neodiff.declare.load import load as loaded
    from neodiff.sides import platform_of
    from neodiff.source import scratch
    from neodiff.typescript import typescript

    declaration = loaded(Path(schema_dir))
    with scratch(platform_of(declaration), _server(scratch_url), say or _silent) as sides:
        return typescript(declaration, sides, _names(schemas), postgrest_version)


@contextmanager
def scratch_databases(
    schema_dir: str | Path = "schema",
    *,
    environment: str | None = None,
    scratch_url: str | None = None,
    say: Say | None = None,
) -> Iterator[ScratchDatabases]:
    """Scratch databases with the schema loaded, for tests: `with scratch_databases() as made, made.database() as database: ...`.

    environment: whose rows. Raises DeclarationError, UserError.
    """
    from neodiff import testbed
    from neodiff.declare.load import load as loaded
    from neodiff.request import rows_of

    with ExitStack() as stack:
        with _telling():
            declaration = loaded(Path(schema_dir))
            data, server = rows_of(environment, declaration), _server(scratch_url)
            made = stack.enter_context(testbed.scratch_databases(declaration, data, server, say or _silent))
        yield made


def _names(given: Iterable[str]) -> tuple[str, ...]:
    """One name alone is a name, not its letters."""
    return (given,) if isinstance(given, str) else tuple(given)


def _server(scratch_url: str | None) -> str | None:
    return scratch_url or os.environ.get("NEODIFF_SCRATCH_URL")


def _silent(_: str) -> None:
    pass
