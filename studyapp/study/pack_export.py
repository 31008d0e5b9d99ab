"""A pack as one file for other programs; what the format cannot hold is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from studyapp.core.errors import Refusal
from studyapp.core.sections import section_of
from studyapp.packs.errors import PackErrors
from studyapp.packs.folder import contents
from studyapp.packs.formats.anki import notes_text
from studyapp.packs.formats.as_json import pack_json
from studyapp.packs.formats.as_zip import zipped
from studyapp.packs.formats.parts import parts_of
from studyapp.packs.formats.printed import printed
from studyapp.packs.formats.sides import Page
from studyapp.packs.loader import LoadedPack, load
from studyapp.study.pack_notes import PRINT_KEEPS, TABLE_KEEPS, losses, notes_of
from studyapp.study.pack_sides import SEED, Written, written_questions

FORMATS = ("json", "csv", "tsv", "markdown", "zip")


@dataclass(frozen=True, slots=True)
class Exported:
    """A file's content, and what of the pack is not in it."""

    pack: str
    format: str
    content: bytes
    written: int
    """Questions, or for a table its notes."""
    lost: Mapping[str, int] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    """Questions that are left out because their numbers cannot be computed."""


def export(folder: Path, form: str) -> Exported:
    """The pack in a folder as a file of one of FORMATS; Refusal when it cannot be read."""
    try:
        loaded = load(folder)
        if form == "zip":
            files = contents(folder).files
            return Exported(loaded.pack.id, form, zipped(loaded.pack.id, files), len(loaded.pack.questions))
    except PackErrors as errors:
        first, more = errors.problems[0], len(errors.problems) - 1
        told = f", and {more} more; pack check lists them" if more else ""
        raise Refusal(f"{folder.name}/{first}{told}") from None
    if form == "json":
        text = pack_json(parts_of(loaded))
        return Exported(loaded.pack.id, form, text.encode(), len(loaded.pack.questions))
    return _told(loaded, form)


def _told(loaded: LoadedPack, form: str) -> Exported:
    pack = loaded.pack
    questions, failed = written_questions(pack)
    if form == "markdown":
        sections = section_of(pack)
        pages = [_page(written, sections.get(written.question.id)) for written in questions]
        text, count, kept = printed(pack, pages, SEED), len(pages), PRINT_KEEPS
    else:
        notes = notes_of(pack, questions)
        text = notes_text(notes, {"csv": ",", "tsv": "\t"}[form])
        count, kept = len(notes), TABLE_KEEPS
    return Exported(pack.id, form, text.encode(), count, losses(pack, kept), failed)


def _page(written: Written, section: str | None) -> Page:
    question = written.question
    texts = (("", question.explanation), ("Theory", question.theory), ("Practice", question.practice))
    diagram = (("", f"```mermaid\n{question.diagram}\n```"),) if question.diagram else ()
    return Page(
        question.id,
        question.heading,
        f"{question.kind.replace('_', ' ')}, {question.difficulty}, {question.backing}",
        written.sides,
        (*((title, written.filled(text)) for title, text in texts if text), *diagram),
        question.references,
        section,
    )
