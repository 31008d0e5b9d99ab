"""Authoring commands: check a pack; the others stand in files of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from studyapp.cli.output import echo, echo_json, json_option
from studyapp.cli.pack_draft import draft, drafts
from studyapp.cli.pack_files import install, remove, update
from studyapp.cli.pack_formats import export, import_
from studyapp.cli.pack_new import new, schema


@click.group(help="Write packs and check them.")
def pack() -> None:
    pass


pack.add_command(draft)
pack.add_command(drafts)


@pack.command(help="Hold a pack's every claim and variant against the simulator. PACK is an id or a folder.")
@click.argument("names", metavar="[PACK]...", nargs=-1)
@click.option("--seeds", type=click.IntRange(1, 100_000), default=20, show_default=True, help="Seeds to run.")
@json_option
def check(names: tuple[str, ...], seeds: int, as_json: bool) -> None:
    from studyapp import resources
    from studyapp.packs.loader import pack_folders
    from studyapp.study import pack_check

    root = resources.packs_root()
    folders = [_folder(name, root) for name in names] or list(pack_folders(root))
    reports = []
    for folder in folders:
        reports.append(pack_check.check(folder, seeds, None if as_json else _heard))
        if not as_json:
            _say(reports[-1], seeds)
    if as_json:
        echo_json({"packs": [report.to_dict() for report in reports]})
    if any(report.failures for report in reports):
        sys.exit(1)


def _folder(name: str, root: Path) -> Path:
    """An id of a built-in pack, or a folder of its own."""
    inside = root / name
    if "/" not in name and "\\" not in name and (inside / "pack.yaml").is_file():
        return inside
    folder = Path(name)
    if not folder.is_dir():
        raise click.UsageError(f"there is no pack {name!r}; give the id of a built-in pack or a folder")
    return folder.resolve()


def _heard(done: int, of: int, question: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{done}/{of} {question}", nl=False, err=True)


def _say(report: object, seeds: int) -> None:
    from studyapp.study.pack_check import PackReport

    assert isinstance(report, PackReport)
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    for failure in report.failures:
        echo(f"{report.id}/{failure.where} {failure.message}")
    for warning in report.warnings:
        echo(f"{report.id}/{warning.where} warning: {warning.message}")
    backed = ", ".join(f"{count} {name}" for name, count in report.backed.items())
    if report.failures:
        count = len(report.failures)
        echo(f"{report.id}: {count} failure{'s' if count > 1 else ''}")
    else:
        echo(
            f"{report.id}: {report.items} questions ({backed}); {report.claims} claims held"
            f" and {report.variants} variants were computed on {seeds} seeds" + _warned(len(report.warnings))
        )


def _warned(count: int) -> str:
    return f"; {count} warning{'s' if count > 1 else ''}" if count else ""


for _command in (new, schema, export, import_, install, update, remove):
    pack.add_command(_command)
