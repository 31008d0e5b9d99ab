"""Drafts from notes: write them, list them, look them over one by one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from studyapp.cli.output import echo, echo_json, json_option

if TYPE_CHECKING:
    from studyapp.study.drafting import DraftReport


@click.command(
    help="Turn NOTES, Markdown or plain text, into a pack of drafts in DIR. Marks: 'Q:' and 'A:', "
    "'term :: definition', '==blank==' or '{blank}', task lists as choices, 'confusable: X, Y'. English sentences, "
    "lists and tables are drafted without marks. Every draft keeps its line and is asked only when you keep it."
)
@click.argument("notes", metavar="NOTES...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--output", metavar="DIR", required=True, type=click.Path(path_type=Path), help="The pack's folder."
)
@click.option("--id", "identity", metavar="ID", help="The pack's id, and the name of its folder.")
@click.option("--update", is_flag=True, help="Add drafts of new lines to a pack; nothing in it changes.")
@json_option
def draft(notes: tuple[Path, ...], output: Path, identity: str | None, update: bool, as_json: bool) -> None:
    from studyapp.study import drafting

    report = drafting.draft(notes, output, identity, update=update)
    if as_json:
        echo_json(report.to_dict())
    else:
        _say(report)


def _say(report: DraftReport) -> None:
    kinds = ", ".join(f"{count} {kind}" for kind, count in report.by_kind.items())
    new = "new " if report.updated else ""
    echo(
        f"{report.id}: {report.count} {new}draft{'s' if report.count != 1 else ''}"
        + (f" ({kinds})" if kinds else "")
    )
    for one in report.files:
        echo(f"  {one.file}: {one.drafts}")
        for reason, count in one.dropped.items():
            echo(f"    {count} left out: {reason}")
        if one.language != "en":
            echo(
                f"    reads as language {one.language!r}: only marks were drafted, plain sentences are English only"
            )
    if report.proposals:
        have = "has" if report.proposals == 1 else "have"
        echo(f"  {report.proposals} {have} a run of the simulator proposed in a comment above")
    if report.updated and report.count and not report.guide:
        echo("  guide.md was changed by hand or has other notes in it, and stays as it is")
    if report.count:
        echo(f"Look them over: studyapp pack drafts {report.folder}")


@click.command(
    help="Offer the drafts of a pack, a folder, one by one: keep, edit or drop each. --plain does so line by line;"
    " in a pipe they are listed."
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--plain", is_flag=True, help="Look them over line by line.")
@json_option
@click.pass_context
def drafts(ctx: click.Context, folder: Path, plain: bool, as_json: bool) -> None:
    from studyapp.cli.screen import has_terminal, open_drafts

    if not (plain or as_json) and has_terminal() and _is_pack(folder):
        ctx.exit(open_drafts(folder))
    from studyapp.cli.plain_drafts import listed, look_over
    from studyapp.study.draft_review import DraftReview

    review = DraftReview(folder)
    if as_json:
        echo_json({"pack": review.pack_id, "drafts": [one.to_dict() for one in review.drafts()]})
    elif plain:
        look_over(review)
    else:
        listed(review)


def _is_pack(folder: Path) -> bool:
    try:
        return (folder / "pack.yaml").is_file()
    except OSError:
        return False
