"""Beginning a pack: a small complete one to change, and the schemas that editors read."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from studyapp.cli.output import echo, echo_json, json_option


@click.command(help="Write a small complete pack to change. ID is its name for ever, such as linear-algebra.")
@click.argument("pack_id", metavar="ID")
@click.option(
    "--output",
    "parent",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    help="Make the pack's folder in this one; the current folder when left out.",
)
@click.option("--title", metavar="T", help="The pack's title; made of the ID when left out.")
@json_option
def new(pack_id: str, parent: Path, title: str | None, as_json: bool) -> None:
    from studyapp import resources
    from studyapp.core.text import one_line
    from studyapp.packs.loader import pack_folders
    from studyapp.study import pack_new

    built_in = [folder.name for folder in pack_folders(resources.packs_root())]
    made = pack_new.create(
        pack_id, parent, title, resources.template_root(), resources.schemas_root(), built_in
    )
    if as_json:
        echo_json({"id": pack_id, "folder": str(made.folder), "files": list(made.files)})
        return
    echo(f"Made {pack_id}: " + ", ".join(made.files))
    echo(f"Next: change questions/first.yaml, then run studyapp pack check {one_line(str(made.folder))}")


@click.command(help="Print the JSON Schema of a kind of pack file; without one, of all three together.")
@click.argument("part", type=click.Choice(["pack", "glossary", "questions"]), required=False)
@click.option(
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write all three into this folder instead, such as a pack's .schema.",
)
def schema(part: Literal["pack", "glossary", "questions"] | None, folder: Path | None) -> None:
    from studyapp.core.errors import Refusal
    from studyapp.study import pack_schema

    if folder is None:
        click.echo(pack_schema.schema_text(part))
        return
    if part is not None:
        raise click.UsageError("--output writes all three schemas; leave the kind of file out")
    try:
        pack_schema.write(folder)
    except OSError as error:
        raise Refusal(f"the schemas cannot be written to {folder}: {error.strerror}") from None
