"""neodiff schema-json: the JSON Schema of the YAML, for editors."""

from __future__ import annotations

import json

import click

from neodiff.declare.documents import all_forms, settings, shared
from neodiff.declare.load import ROLLOUT
from neodiff.rollout.document import form
from neodiff.yaml.form import document_schema


@click.command()
def command() -> None:
    """Print the JSON Schema that editors complete and check with (first line of a file: yaml-language-server)."""
    click.echo(schema_json(), nl=False)


def schema_json() -> str:
    """The JSON Schema as a file's text."""
    return json.dumps(document_schema(all_forms(), settings(), shared(), {ROLLOUT: form()}), indent=2) + "\n"
