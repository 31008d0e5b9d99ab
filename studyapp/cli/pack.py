"""Authoring commands: check a pack, print the schema."""

from __future__ import annotations

import click

from studyapp.cli.pack_check import check


@click.group(help="Check packs and print their schema.")
def pack() -> None:
    pass


pack.add_command(check)


@pack.command(help="Print the JSON Schema of pack files.")
def schema() -> None:
    from studyapp.study.pack_schema import schema_text

    click.echo(schema_text())
