"""Drafting a pack from notes, and drafting again what is new in them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studyapp.core.draft import (
    MOST_DRAFTS,
    Draft,
    Extracted,
    Notes,
    Taken,
    answers_of,
    digest,
    extract,
    key_of,
    slug,
)
from studyapp.core.errors import Refusal
from studyapp.core.items import Pack
from studyapp.core.text import one_line
from studyapp.lab.proposals import proposed
from studyapp.packs.draft_folder import Described, Drafted, update_pack, write_pack
from studyapp.packs.draft_reading import read_notes
from studyapp.packs.draft_record import Record, record_in
from studyapp.packs.errors import PackErrors
from studyapp.packs.folder import MANIFEST
from studyapp.packs.loader import load


@dataclass(frozen=True)
class FileReport:
    """What one file of notes gave."""

    file: str
    language: str
    drafts: int
    dropped: dict[str, int]
    """Places that looked like a question and gave none, by reason."""


@dataclass(frozen=True)
class DraftReport:
    """What drafting did."""

    folder: Path
    id: str
    title: str
    files: list[FileReport]
    by_kind: dict[str, int]
    proposals: int
    updated: bool
    guide: bool
    """Whether the guide was written."""
    drafts: list[Draft] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.by_kind.values())

    def to_dict(self) -> dict[str, Any]:
        return {
            "pack": self.id,
            "folder": str(self.folder),
            "title": self.title,
            "drafts": self.count,
            "by_kind": self.by_kind,
            "proposals": self.proposals,
            "updated": self.updated,
            "guide": self.guide,
            "files": [
                {"file": one.file, "language": one.language, "drafts": one.drafts, "dropped": one.dropped}
                for one in self.files
            ],
            "questions": [
                {
                    "id": draft.question.id,
                    "kind": draft.question.kind,
                    "file": draft.question.source.file if draft.question.source else None,
                    "line": draft.line,
                }
                for draft in self.drafts
            ],
        }


def draft(
    paths: Sequence[Path], output: Path, identity: str | None = None, *, update: bool = False
) -> DraftReport:
    """Write drafts from notes into a pack folder; Refusal where nothing can be read, found or written.

    A folder that is a pack already is only added to, and only with `update`: drafts of lines that were not drafted
    before. What stands there stays, and what was dropped does not come back.
    """
    folder, pack_id = _target(output, identity)
    there = os.path.lexists(folder / MANIFEST)
    if there and not update:
        raise Refusal(f"{folder} holds a pack already; --update adds what is new in the notes")
    if update and not there:
        raise Refusal(f"{folder} holds no pack to update; leave --update out")
    notes = read_notes(paths)
    if not there:
        return _new(folder, pack_id, notes)
    return _more(folder, notes)


def _target(output: Path, identity: str | None) -> tuple[Path, str]:
    """(folder, id): a pack's folder bears its id as name."""
    name = output.resolve().name
    if identity is not None:
        if identity != slug(identity, 64):
            raise Refusal(f"an id is lower-case words joined by hyphens, got {one_line(identity, 60)!r}")
        return (output if name == identity else output / identity), identity
    if name != slug(name, 64):
        suggestion = slug(name, 64) or "my-notes"
        raise Refusal(
            f"the folder's name is the pack's id, lower-case words joined by hyphens; got {one_line(name, 60)!r};"
            f" give --id {suggestion}"
        )
    return output, name


def _new(folder: Path, pack_id: str, notes: Sequence[Notes]) -> DraftReport:
    taken = Taken()
    extracted = _extracted(notes, taken)
    found = [draft for one in extracted for draft in one.drafts]
    if not found:
        raise Refusal(
            "no question was found; mark some, such as 'Q: …' with 'A: …' below it, or 'term :: definition'"
            + (
                ""
                if any(one.language == "en" for one in extracted)
                else "; plain sentences are drafted in English only"
            )
        )
    titles = [one.sections.title for one in extracted]
    title = next((one_line(title, 200) for title in titles if title), pack_id.replace("-", " ").capitalize())
    languages = Counter(one.language for one in extracted)
    drafted = _with_proposals(notes, extracted)
    write_pack(folder, Described(pack_id, title, languages.most_common(1)[0][0]), drafted)
    return _report(folder, pack_id, title, drafted, extracted, updated=False, guide=True)


def _more(folder: Path, notes: Sequence[Notes]) -> DraftReport:
    try:
        pack = load(folder).pack
    except PackErrors as errors:
        raise Refusal(f"{folder.name}/{errors.problems[0]}; repair it first") from None
    record = record_in(folder) or _from_pack(pack)
    taken = Taken(
        {question.id for question in pack.questions},
        record.questions | {key_of(question) for question in pack.questions},
        set(record.lines),
    )
    extracted = _extracted(notes, taken)
    drafted = _with_proposals(notes, extracted)
    guide = update_pack(folder, pack, drafted, record, taken.keys)
    return _report(folder, pack.id, pack.manifest.title, drafted, extracted, updated=True, guide=guide)


def _from_pack(pack: Pack) -> Record:
    """What a pack itself tells of earlier drafting: the lines that its questions came from."""
    sources = [question.source for question in pack.questions if question.source is not None]
    return Record(
        {digest(source.text) for source in sources}, set(), list(dict.fromkeys(s.file for s in sources))
    )


def _extracted(notes: Sequence[Notes], taken: Taken) -> list[Extracted]:
    found: list[Extracted] = []
    for one in notes:
        found.append(extract(one, taken, MOST_DRAFTS - sum(len(before.drafts) for before in found)))
    return found


def _with_proposals(notes: Sequence[Notes], extracted: Sequence[Extracted]) -> list[Drafted]:
    return [
        Drafted(
            one,
            found.drafts,
            {
                draft.question.id: proposal.example
                for draft in found.drafts
                if (proposal := proposed(_words(draft))) is not None
            },
        )
        for one, found in zip(notes, extracted, strict=True)
    ]


def _words(draft: Draft) -> str:
    """What a draft says: its question and its right answers."""
    question = draft.question
    right = (
        [option.text for option in question.options if option.correct] if hasattr(question, "options") else ()
    )
    return " ".join([question.prompt, *(right or answers_of(question))])


def _report(
    folder: Path,
    pack_id: str,
    title: str,
    drafted: Sequence[Drafted],
    extracted: Sequence[Extracted],
    *,
    updated: bool,
    guide: bool,
) -> DraftReport:
    drafts = [draft for one in extracted for draft in one.drafts]
    return DraftReport(
        folder,
        pack_id,
        title,
        [
            FileReport(one.notes.file, found.language, len(found.drafts), found.reasons)
            for one, found in zip(drafted, extracted, strict=True)
        ],
        dict(sorted(Counter(draft.question.kind for draft in drafts).items())),
        sum(len(one.proposals) for one in drafted),
        updated,
        guide,
        drafts,
    )
