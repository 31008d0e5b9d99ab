"""Authoring commands: check a pack; the others stand in files of their own."""

from __future__ import annotations

import click

from studyapp.cli.pack_check import check
from studyapp.cli.pack_draft import draft, drafts
from studyapp.cli.pack_files import install, remove, update
from studyapp.cli.pack_formats import export, import_
from studyapp.cli.pack_new import new, schema
from studyapp.cli.pack_preview import preview


@click.group(help="Write packs and check them.")
def pack() -> None:
    pass


for _command in (check, new, schema, preview, draft, drafts, install, update, remove, export, import_):
    pack.add_command(_command)
