"""Packs out to other programs and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studyapp.cli.output import echo, echo_json, json_option
from studyapp.cli.pack_files import carry_out, rename_answers

if TYPE_CHECKING:
    from studyapp.study.pack_export import Exported
    from studyapp.study.pack_import import Incoming

FORMATS = ("json", "csv", "tsv", "markdown", "zip")
MOST_TOLD = 20


@click.command(
    help="Write a pack as one file. PACK is an id or a folder. JSON and zip hold all of it; CSV and TSV are notes"
    " for Anki, Markdown is for reading, and what these leave out is said."
)
@click.argument("name", metavar="PACK")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File; else standard output.")
@json_option
def export(name: str, form: str, output: Path | None, as_json: bool) -> None:
    from studyapp.study import pack_export

    if as_json and output is None:
        raise click.UsageError("--json tells what was written to a file; give --output FILE")
    if form == "zip" and output is None and sys.stdout.isatty():
        raise click.UsageError("a zip is no text for a terminal; give --output FILE")
    made = pack_export.export(_folder(name), form)
    if output is None:
        sys.stdout.buffer.write(made.content)
    else:
        _write(output, made.content)
    if as_json:
        echo_json(
            {
                "pack": made.pack,
                "format": made.format,
                "file": str(output),
                "bytes": len(made.content),
                "written": made.written,
                "lost": dict(made.lost),
                "failed": list(made.failed),
            }
        )
    else:
        _tell(made, output)
    if made.failed:
        sys.exit(1)


def _tell(made: Exported, output: Path | None) -> None:
    if output is not None:
        what = "notes" if made.format in ("csv", "tsv") else "questions"
        click.echo(f"{output}: {made.written} {what}, {len(made.content):,} bytes", err=True)
    if made.lost:
        lost = ", ".join(f"{name} ({count:,})" for name, count in made.lost.items())
        click.echo(f"not in {made.format}: {lost}", err=True)
    if made.failed:
        ids = ", ".join(made.failed[:MOST_TOLD])
        click.echo(f"left out, since their numbers cannot be computed: {ids}; see pack check", err=True)


@click.command(
    "import",
    help="Make a pack of a file, and install it or bring it up to date: JSON of pack export, or CSV and TSV of pack"
    " export, of Anki or of a spreadsheet. Rows become questions that are backed by notes.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "identity", metavar="ID", help="Id of the pack; else the one the file suggests.")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Put its folder into DIR instead, to be changed there; nothing is installed.",
)
@click.option("--skip-bad", is_flag=True, help="Leave out rows that cannot be taken.")
@rename_answers
@click.option("--dry-run", is_flag=True, help="Say what would be made; write nothing.")
@json_option
def import_(
    file: Path,
    identity: str | None,
    output: Path | None,
    skip_bad: bool,
    answer: bool | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    from studyapp.study import pack_import

    incoming = pack_import.read(file, identity)
    refused = bool(incoming.bad) and not skip_bad
    if not refused and incoming.questions == 0:
        from studyapp.core.errors import Refusal

        raise Refusal(f"{file.name} holds no row that a question can be made of")
    if not as_json:
        _say_bad(incoming, file, refused=refused)
    if refused:
        if as_json:
            echo_json(_report(incoming, None, written=False))
        sys.exit(1)
    if output is None:
        _install(incoming, identity is not None, answer, dry_run, as_json)
        return
    if dry_run:
        pack_import.check(incoming)
    folder = None if dry_run else pack_import.put(incoming, output)
    if as_json:
        echo_json(_report(incoming, folder, written=folder is not None))
    else:
        echo(_imported(incoming) + (f" in {folder}" if folder else "; nothing is written"))


def _install(incoming: Incoming, named: bool, answer: bool | None, dry_run: bool, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    folder = None if dry_run else study.pack_files.folder(incoming.parts.id)
    report = _report(incoming, folder, written=False)
    del report["written"]  # what was done is told below
    carry_out(study, lambda packs: packs.take_in(incoming, named=named), answer, dry_run, as_json, report)


def _report(incoming: Incoming, folder: Path | None, *, written: bool) -> dict[str, Any]:
    return {
        "pack": incoming.parts.id,
        "from": incoming.kind,
        "questions": incoming.questions,
        "media": incoming.media,
        "bad": [{"line": row.line, "message": row.message} for row in incoming.bad],
        "written": written,
        "folder": str(folder) if folder else None,
    }


def _say_bad(incoming: Incoming, file: Path, *, refused: bool) -> None:
    """Rows that cannot be taken, and what else is left out."""
    for row in incoming.bad[:MOST_TOLD]:
        click.echo(f"{file.name}:{row.line} {row.message}", err=True)
    count = len(incoming.bad)
    if count > MOST_TOLD:
        click.echo(f"and {count - MOST_TOLD} more rows", err=True)
    if refused:
        rows = f"{count} rows" if count > 1 else "a row"
        click.echo(f"{rows} cannot be taken, so nothing is written; mend the file, or --skip-bad", err=True)
    elif incoming.media:
        click.echo(f"{incoming.media} pictures and sounds are left out", err=True)


def _imported(incoming: Incoming) -> str:
    return f"{incoming.parts.id}: {incoming.questions} question{'s' if incoming.questions != 1 else ''}"


def _folder(name: str) -> Path:
    """A built-in pack or an installed one by its id, or a folder."""
    from studyapp import config, resources

    if "/" not in name and "\\" not in name and name not in ("", ".", ".."):
        for root in (resources.packs_root(), config.home().packs):
            if (root / name / "pack.yaml").is_file():
                return root / name
    folder = Path(name)
    if not folder.is_dir():
        raise click.UsageError(f"there is no pack {name[:80]!r}; give the id of a pack or a folder")
    return folder.resolve()


def _write(path: Path, content: bytes) -> None:
    """A file is there whole or not at all."""
    from studyapp.core.errors import Refusal

    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except (OSError, ValueError) as error:
        aside.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else "no usable name"
        raise Refusal(f"cannot write {path}: {reason}; choose another --output") from None
