"""Notes on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from studyapp.cli.output import echo, echo_json, json_option, width

if TYPE_CHECKING:
    from studyapp.core.notes import Note


@click.command(
    help="Show the note on QUESTION (PACK/QUESTION), or write TEXT as its note. With --term or --section the note "
    "is on a term or a section of the pack, and the pack alone is enough."
)
@click.argument("identity", metavar="QUESTION")
@click.argument("text", required=False)
@click.option("--edit", is_flag=True, help="Open the note in your editor.")
@click.option("--remove", is_flag=True, help="Take the note away.")
@click.option("--term", help="A term of the pack's glossary.")
@click.option("--section", help="A section of the pack's guide, by title.")
@json_option
def note(
    identity: str,
    text: str | None,
    edit: bool,
    remove: bool,
    term: str | None,
    section: str | None,
    as_json: bool,
) -> None:
    from studyapp.core.notes import NoteKind
    from studyapp.wiring import open_study

    if (text is not None) + edit + remove > 1:
        raise click.UsageError("give a text, --edit or --remove, one of them")
    if term is not None and section is not None:
        raise click.UsageError("a note is on a term or on a section; give one of the two")
    notes = open_study().notes
    pack, _, name = identity.partition("/")
    if term is not None:
        kind, name = NoteKind.TERM, term
    elif section is not None:
        kind, name = NoteKind.SECTION, section
    else:
        kind = NoteKind.QUESTION
    # What a pack no longer has is named as it was.
    target = f"{pack}/{name}" if notes.of(kind, f"{pack}/{name}") else notes.target(kind, pack, name)
    before = notes.of(kind, target)
    if edit:
        edited = click.edit(before.text if before else "", extension=".md")
        text = edited if edited is not None else None
    if text is not None or remove:
        changed = notes.write(kind, target, "" if remove else text or "")
        if not as_json:
            kept = notes.of(kind, target)
            echo(("kept" if kept else "removed") if changed else "nothing changed")
            return
    found = notes.of(kind, target)
    if as_json:
        echo_json(_row(found) if found else {"kind": kind.value, "target": target, "text": None})
    else:
        echo(found.text if found else "no note")


@click.command(help="List your notes.")
@json_option
def notes(as_json: bool) -> None:
    from studyapp.core.text import one_line
    from studyapp.wiring import open_study

    found = open_study().notes.all()
    if as_json:
        echo_json({"notes": [_row(note) for note in found]})
        return
    for note in found:
        on = note.target if note.kind.value == "question" else f"{note.target} ({note.kind})"
        echo(on)
        echo(f"  {one_line(note.text, width() - 2)}")
    if not found:
        echo("no notes")


def _row(note: Note) -> dict[str, Any]:
    return {"kind": note.kind.value, "target": note.target, "text": note.text, "at": note.at.isoformat()}
