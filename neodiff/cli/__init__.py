"""The command line: one verb per file, imported only when it is chosen. Must not know how any job is done."""

from __future__ import annotations

import importlib
from typing import Final

import click

VERBS: Final = {
    "init": "start a project: schema/, snapshots/, a CI workflow",
    "pull": "write a live database as YAML",
    "render": "print the SQL that the YAML means",
    "check": "find what is wrong in the YAML; no live database",
    "diff": "show what a database lacks, and the SQL there and back, proven",
    "review": "write the page from which a reviewer decides",
    "generate": "write what diff plans as migration files, there and back",
    "prove": "prove a migration that somebody wrote or edited, there and back",
    "rollout": "print the timeline and the impact of rollout.yaml's migrations",
    "apply": "run pending migrations on a database, each from the state that it was proven from",
    "rollback": "take migrations back out of a database",
    "status": "tell which migrations a database has, and which it lacks",
    "drift": "show what changed in a database behind neodiff's back",
    "validate": "note that what a database has been migrated to is good",
    "promote": "run on a database what the environment before it has had long enough",
    "fleet": "diff, apply, status and drift of many databases at once",
    "backup": "dump a live database, and verify it by restoring it on scratch",
    "restore": "put a backup into an empty database",
    "health": "measure a live database: speed, size, locks, integrity; compare with a baseline",
    "ci": "tell a pull request what it would do: annotations, one comment, files",
    "snapshot": "keep a live database's schema as files to commit",
    "archive": "look at, or drop, what migrations copied before they dropped it",
    "docs": "write the schema as a data dictionary with pictures",
    "types": "write the schema as TypeScript, as Supabase's generator does",
    "scratch": "look at, stop or clean the scratch server",
    "schema-json": "print the JSON Schema of the YAML, for editors",
}
EPILOG: Final = """\b
Exit status: 0 equal, or only kept objects; 1 differences, planned and proven;
2 your input is wrong; 3 refused, or not proven; 70 a bug in neodiff;
130 interrupted."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in VERBS:
            return None
        command = importlib.import_module(f"neodiff.cli.{name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        # The short texts stand here, so that --help imports no verb.
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=_Lazy, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120}
)
@click.version_option(package_name="neodiff", message="%(prog)s %(version)s")
def cli() -> None:
    """A PostgreSQL schema declared in YAML: diffed with a live database, planned both ways, proven before you read it."""
